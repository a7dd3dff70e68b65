// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.diag.Diagnostic;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.PoolChunk;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Says what of a machine becomes the pool. Nothing is checked before {@link #propose}, whose findings have it all.
 *
 * <pre>{@code
 * BaselineProposal proposal = machine.baseline()
 *         .allButOneCorePerNode()
 *         .memory(0, ByteSize.ofGiB(8))
 *         .memory(1, ByteSize.ofGiB(16))
 *         .device("eth1")
 *         .propose();
 * ValidatedState valid = proposal.requireValid();
 * }</pre>
 *
 * <p>The host always keeps the core of its CPU 0, which no kernel gives away; where nobody knows which CPUs these are, no proposal is valid. Of several choices of CPUs the last one counts; memory and devices
 * add up.
 */
public final class BaselineBuilder {
    private final HostHardware hardware;
    private final List<PoolChunk> chunks = new ArrayList<>();
    private final Set<String> devices = new LinkedHashSet<>();
    private final List<Diagnostic> remarks = new ArrayList<>();
    private CpuChoice choice = CpuChoice.nothing();
    private boolean reserved;

    BaselineBuilder(HostHardware hardware) {
        this.hardware = hardware;
    }

    /**
     * Gives the pool these CPUs.
     *
     * @param physicalIds a list of physical ids, such as {@code 128-134}
     * @return this builder
     * @throws io.kerf.model.ModelException if the text is no such list
     */
    public BaselineBuilder cpus(String physicalIds) {
        return cpus(CpuSet.parse(physicalIds));
    }

    /**
     * Gives the pool these CPUs.
     *
     * @param physicalIds APIC ids, MPIDR values or hart ids
     * @return this builder
     */
    public BaselineBuilder cpus(CpuSet physicalIds) {
        choice = CpuChoice.ids(Objects.requireNonNull(physicalIds, "physicalIds"));
        return this;
    }

    /**
     * Gives the pool these CPUs, by the numbers that Linux has for them.
     *
     * @param numbers a list of numbers as in {@code /sys/devices/system/cpu/online}, such as {@code 4-7,12-15}
     * @return this builder
     * @throws io.kerf.model.ModelException if the text is no such list
     */
    public BaselineBuilder cpuNumbers(String numbers) {
        choice = CpuChoice.numbers(CpuSet.parse(numbers));
        return this;
    }

    /**
     * Gives the pool so many CPUs, in whole cores as far as the number allows: from the last NUMA node to the first, and in each node from
     * the last core to the first, so that the host keeps what is near its CPU 0.
     *
     * @param count how many, at least 1
     * @return this builder
     * @throws IllegalArgumentException if the number is below 1
     */
    public BaselineBuilder cpuCount(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("a pool has at least one CPU: " + count);
        }
        choice = CpuChoice.count(count);
        return this;
    }

    /**
     * Gives the pool all CPUs but one core of each NUMA node, which the host keeps so as to have a CPU near all of its memory. Without NUMA
     * nodes the machine counts as one.
     *
     * @return this builder
     */
    public BaselineBuilder allButOneCorePerNode() {
        choice = CpuChoice.allButOneCorePerNode();
        return this;
    }

    /**
     * Gives the pool memory of a NUMA node.
     *
     * @param node the node's number
     * @param size how much, in whole pages of 4096 bytes
     * @return this builder
     * @throws IllegalArgumentException if the number is negative
     */
    public BaselineBuilder memory(int node, ByteSize size) {
        chunks.add(PoolChunk.sized(size).onNode(node));
        return this;
    }

    /**
     * Gives the pool memory of whatever node the kernel finds it on.
     *
     * @param size how much, in whole pages of 4096 bytes
     * @return this builder
     */
    public BaselineBuilder memory(ByteSize size) {
        chunks.add(PoolChunk.sized(size));
        return this;
    }

    /**
     * Gives the pool the memory that {@code /proc/iomem} calls {@code Multikernel Memory Pool} already: what the boot parameter
     * {@code mkkernel_pool} keeps on flat kernels.
     *
     * @return this builder
     */
    public BaselineBuilder reservedMemory() {
        reserved = true;
        return this;
    }

    /**
     * Gives the pool a device.
     *
     * @param name its name, its address ({@code 0000:3b:00.0}), a network interface or a disk
     * @return this builder
     */
    public BaselineBuilder device(String name) {
        devices.add(Objects.requireNonNull(name, "name"));
        return this;
    }

    /** Says something that was left out without anybody having asked for it. */
    void remark(Diagnostic remark) {
        remarks.add(remark);
    }

    /**
     * Works out the baseline and validates it, by the rules of baselines and against this machine.
     *
     * @return the proposal; what was asked for and cannot be is an error in its findings, and it is not valid then
     */
    public BaselineProposal propose() {
        List<Diagnostic> findings = new ArrayList<>(remarks);
        new Cores(hardware).requireBoot(findings);
        CpuSet pool = choice.of(hardware, findings);
        List<PoolChunk> memory = new MemoryChoice(hardware, findings).of(chunks, reserved);
        List<Device> given = new DeviceChoice(hardware, findings).of(devices);
        return BaselineProposal.of(hardware, pool, memory, given, findings);
    }
}
