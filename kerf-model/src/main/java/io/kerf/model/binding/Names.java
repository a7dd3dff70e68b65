// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

/**
 * Every name of a node or property that multikernel trees use, once. A name is listed under the first dialect that has it.
 */
public final class Names {
    /** {@code /resources}: the hardware. */
    public static final String RESOURCES = "resources";
    /** {@code /instances}: what instances hold, one child an instance. */
    public static final String INSTANCES = "instances";
    /** {@code /aliases}: short names of devices. */
    public static final String ALIASES = "aliases";
    /** {@code /__symbols__}: the labels of a source, as {@code dtc -@} keeps them. */
    public static final String SYMBOLS = "__symbols__";

    /** The kind of tree; no kernel looks at it. */
    public static final String COMPATIBLE = "compatible";
    /** What a baseline's {@code compatible} says. */
    public static final String COMPATIBLE_HOST = "linux,multikernel-host";
    /** What an overlay's {@code compatible} says. */
    public static final String COMPATIBLE_OVERLAY = "linux,multikernel-overlay";
    /** What the {@code compatible} of a kernel's own tree says. */
    public static final String COMPATIBLE_KERNEL = "multikernel-v1";
    /** The name of an instance, at the root of its tree. */
    public static final String MODEL = "model";
    /** The number of an instance. */
    public static final String ID = "id";
    /** A node's number that references use. */
    public static final String PHANDLE = "phandle";
    /** The old spelling of {@link #PHANDLE}. */
    public static final String LINUX_PHANDLE = "linux,phandle";
    /** Cells of an address in {@code reg}. */
    public static final String ADDRESS_CELLS = "#address-cells";
    /** Cells of a size in {@code reg}. */
    public static final String SIZE_CELLS = "#size-cells";

    /**
     * Cells of each CPU id of the tree, 1 or 2, below {@link #RESOURCES}: kerf's own, which kernels pass over. Without it a list of
     * bytes has the width of its dialect, and a list in text has one id an element.
     */
    public static final String CPU_CELLS = "#cpu-cells";
    /** CPUs: a node in the inventory, elsewhere a list of ids. */
    public static final String CPUS = "cpus";
    /** Number of CPUs of the machine. */
    public static final String TOTAL = "total";
    /** CPUs that the host keeps. */
    public static final String HOST_RESERVED = "host-reserved";
    /** CPUs of the pool. */
    public static final String AVAILABLE = "available";
    /** Free CPUs of the pool, in a kernel's tree. */
    public static final String CPUS_AVAILABLE = "cpus-available";
    /** The cores, below {@link #CPUS}. */
    public static final String CORES = "cores";
    /** One core, {@code core@N}. */
    public static final String CORE = "core";
    /** The socket of a core. */
    public static final String SOCKET_ID = "socket-id";

    /** Memory: a node of the inventory, and the base name of {@code memory@N}. */
    public static final String MEMORY = "memory";
    /** Bytes of the machine. */
    public static final String TOTAL_BYTES = "total-bytes";
    /** Bytes that the host keeps. */
    public static final String HOST_RESERVED_BYTES = "host-reserved-bytes";
    /** First address of the pool. */
    public static final String MEMORY_POOL_BASE = "memory-pool-base";
    /** Bytes of the pool. */
    public static final String MEMORY_POOL_BYTES = "memory-pool-bytes";
    /** First address of an instance's (flat: also the pool's) memory. */
    public static final String MEMORY_BASE = "memory-base";
    /** Bytes of an instance's (flat: also the pool's) memory. */
    public static final String MEMORY_BYTES = "memory-bytes";
    /** Bytes of a NUMA node's memory. */
    public static final String MEMORY_SIZE = "memory-size";
    /** Kind of a NUMA node's memory. */
    public static final String MEMORY_TYPE = "memory-type";
    /** Bytes of a chunk that a kernel is to place. */
    public static final String SIZE = "size";
    /** Base and size of a chunk or region, or of several of a NUMA node; a device's place on its bus. */
    public static final String REG = "reg";

    /** The topology, below {@link #RESOURCES}. */
    public static final String TOPOLOGY = "topology";
    /** The caches, below {@link #TOPOLOGY}; kerf's own. */
    public static final String CACHES = "caches";
    /** One cache, {@code cache@N}. */
    public static final String CACHE = "cache";
    /** The level of a cache. */
    public static final String LEVEL = "level";
    /** The NUMA nodes, below {@link #TOPOLOGY}. */
    public static final String NUMA_NODES = "numa-nodes";
    /** One NUMA node, {@code node@N}. */
    public static final String NODE = "node";
    /** The number of a NUMA node once more. */
    public static final String NODE_ID = "node-id";
    /** Distances between NUMA nodes. */
    public static final String DISTANCE_MATRIX = "distance-matrix";
    /** NUMA node of a device (inventory, flat). */
    public static final String NUMA_NODE = "numa-node";
    /** NUMA node of a chunk or device (pool). */
    public static final String NUMA_NODE_ID = "numa-node-id";

    /** The devices, below {@link #RESOURCES}; of an instance, references to them. */
    public static final String DEVICES = "devices";
    /** How a device is attached. */
    public static final String DEVICE_TYPE = "device-type";
    /** The other spelling of {@link #DEVICE_TYPE}, of standard device trees. */
    public static final String DEVICE_TYPE_STANDARD = "device_type";
    /** Name of a platform device. */
    public static final String DEVICE_NAME = "device-name";
    /** ACPI hardware id of a platform device. */
    public static final String ACPI_HID = "acpi-hid";
    /** PCI address. */
    public static final String PCI_ID = "pci-id";
    /** PCI identifier of the maker. */
    public static final String VENDOR_ID = "vendor-id";
    /** PCI identifier of the model. */
    public static final String DEVICE_ID = "device-id";
    /** Number of virtual functions. */
    public static final String SRIOV_VFS = "sriov-vfs";
    /** Virtual functions that the host keeps. */
    public static final String HOST_RESERVED_VF = "host-reserved-vf";
    /** Virtual functions that instances can get. */
    public static final String AVAILABLE_VFS = "available-vfs";
    /** Number of namespaces. */
    public static final String NAMESPACES = "namespaces";
    /** Namespaces that the host keeps. */
    public static final String HOST_RESERVED_NS = "host-reserved-ns";
    /** Namespaces that instances can get. */
    public static final String AVAILABLE_NS = "available-ns";
    /** The device that a reference node takes a part of. */
    public static final String PARENT = "parent";
    /** The virtual function that a reference node stands for. */
    public static final String VF_ID = "vf-id";
    /** The namespace that a reference node stands for. */
    public static final String NAMESPACE_ID = "namespace-id";

    /** A PCI bus, {@code pci@…}, in a pool kernel's tree. */
    public static final String PCI = "pci";
    /** PCI identifier of the maker, below an instance of an early flat kernel. */
    public static final String VENDOR = "vendor";
    /** PCI identifier of the model, below an instance of an early flat kernel. */
    public static final String DEVICE = "device";
    /** PCI segment of a device, below an instance of an early flat kernel. */
    public static final String DOMAIN = "domain";
    /** PCI bus of a device, below an instance of an early flat kernel. */
    public static final String BUS = "bus";
    /** Slot of a PCI device, below an instance of an early flat kernel. */
    public static final String SLOT = "slot";
    /** Function of a PCI device, below an instance of an early flat kernel. */
    public static final String FUNCTION = "function";
    /** PCI segment of a root bus. */
    public static final String PCI_DOMAIN = "linux,pci-domain";
    /** First and last bus number. */
    public static final String BUS_RANGE = "bus-range";
    /** Windows of a root bus. */
    public static final String RANGES = "ranges";

    /** Names of an instance's devices (flat). */
    public static final String DEVICE_NAMES = "device-names";
    /** How an instance's CPUs are chosen. */
    public static final String CPU_AFFINITY = "cpu-affinity";
    /** How an instance's memory is chosen. */
    public static final String MEMORY_POLICY = "memory-policy";
    /** What an instance wants beside resources. */
    public static final String OPTIONS = "options";
    /** Lets an instance read the host's memory image. */
    public static final String ENABLE_HOST_KCORE = "enable-host-kcore";
    /** The rings of an instance. */
    public static final String URING = "uring";
    /** Entries of the submission ring. */
    public static final String SQ_ENTRIES = "sq-entries";
    /** Entries of the completion ring. */
    public static final String CQ_ENTRIES = "cq-entries";
    /** Pages for data of the rings. */
    public static final String SHIM_DATA_PAGES = "shim-data-pages";
    /** Virtio devices of an instance, below its {@link #RESOURCES}. */
    public static final String VIRTIO = "virtio";
    /** Number of queues of a virtio device. */
    public static final String QUEUES = "queues";
    /** Entries of a queue of a virtio device. */
    public static final String QUEUE_SIZE = "queue-size";
    /** Ways of the last-level cache that an instance has to itself, a bit each. */
    public static final String LLC_WAY_MASK = "llc-way-mask";
    /** What the kernel says of an instance's life (early flat). */
    public static final String STATUS = "status";
    /** What the host hands to an instance's kernel. */
    public static final String CHOSEN = "chosen";

    private Names() {}
}
