// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.diag.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All checks, by the names that {@code dtc} 1.7.2 gives them and in the order in which it runs them. The order counts where a check
 * finds out what kind of bus a node is.
 */
public final class Checks {
    /** The checks in order. */
    public static final List<Check> ALL = Stream.of(
                    structure(), shapes(), addresses(), buses(), conventions(), providers(), others())
            .flatMap(List::stream)
            .toList();

    private static final Map<String, Integer> INDEX = index();

    /** For each check the positions of its prerequisites. */
    static final int[][] PREREQUISITES = prerequisites();

    /** For each check the positions of those that need it. */
    static final int[][] DEPENDENTS = dependents();

    private Checks() {}

    /**
     * Finds a check.
     *
     * @param name its name
     * @return its position in {@link #ALL}; empty if there is none of that name
     */
    public static Optional<Integer> find(String name) {
        return Optional.ofNullable(INDEX.get(name));
    }

    private static List<Check> structure() {
        return List.of(
                Check.error(
                        "duplicate_node_names",
                        "The children of a node have different names.",
                        StructureChecks::nodeNames),
                Check.error(
                        "duplicate_property_names",
                        "The properties of a node have different names.",
                        StructureChecks::propertyNames),
                Check.error(
                        "node_name_chars",
                        "The name of a node has letters, digits and \",._+-@\" only.",
                        StructureChecks::nodeCharacters),
                Check.error(
                        "node_name_format",
                        "The name of a node has one '@' at most.",
                        StructureChecks::nodeFormat,
                        "node_name_chars"),
                Check.error(
                        "property_name_chars",
                        "The name of a property has letters, digits and \",._+*#?-\" only.",
                        StructureChecks::propertyCharacters),
                Check.error("name_is_string", "A property 'name' is one string.", ShapeChecks.string("name")),
                Check.error(
                        "name_properties",
                        "A property 'name' repeats the node's name without its unit address.",
                        StructureChecks::nameProperties,
                        "name_is_string"),
                Check.warning(
                        "node_name_vs_property_name",
                        "No node is called like a property of its parent.",
                        NameChecks::nodeAgainstProperty,
                        "node_name_chars"),
                Check.error(
                        "duplicate_label",
                        "A label stands for one node, property or place in a value.",
                        StructureChecks::nothing),
                Check.error(
                        "explicit_phandles",
                        "A 'phandle' is a number of 4 bytes that no other node has, and neither 0 nor -1.",
                        StructureChecks::phandles),
                Check.error(
                        "phandle_references",
                        "A reference in a cell list refers to a node that is there.",
                        StructureChecks::nothing,
                        "duplicate_node_names",
                        "explicit_phandles"),
                Check.error(
                        "path_references",
                        "A reference outside a cell list refers to a node that is there.",
                        StructureChecks::nothing,
                        "duplicate_node_names"),
                Check.silent(
                        "omit_unused_nodes",
                        Severity.ERROR,
                        "A node marked /omit-if-no-ref/ is left out if nothing refers to it; this never fails.",
                        tree -> {},
                        "phandle_references",
                        "path_references"));
    }

    private static List<Check> shapes() {
        return List.of(
                Check.warning(
                        "address_cells_is_cell", "#address-cells is one cell.", ShapeChecks.cell("#address-cells")),
                Check.warning("size_cells_is_cell", "#size-cells is one cell.", ShapeChecks.cell("#size-cells")),
                Check.warning(
                        "device_type_is_string", "'device_type' is one string.", ShapeChecks.string("device_type")),
                Check.warning("model_is_string", "'model' is one string.", ShapeChecks.string("model")),
                Check.warning("status_is_string", "'status' is one string.", ShapeChecks.string("status")),
                Check.warning("label_is_string", "'label' is one string.", ShapeChecks.string("label")),
                Check.warning(
                        "compatible_is_string_list", "'compatible' is a list of strings.", ShapeChecks::compatible),
                Check.warning(
                        "names_is_string_list",
                        "A property whose name ends in '-names' is a list of strings.",
                        ShapeChecks::names),
                Check.off(
                        "property_name_chars_strict",
                        "The name of a property has letters, digits, ',' and '-' only, and one '#' in front or behind a comma.",
                        NameChecks::propertyCharacters),
                Check.off(
                        "node_name_chars_strict",
                        "The name of a node has letters, digits, ',' and '-' only.",
                        NameChecks::nodeCharacters));
    }

    private static List<Check> addresses() {
        return List.of(
                Check.silent(
                        "addr_size_cells",
                        Severity.WARNING,
                        "#address-cells and #size-cells can be read; this fails only with the checks it stands on.",
                        tree -> {},
                        "address_cells_is_cell",
                        "size_cells_is_cell"),
                Check.warning(
                        "reg_format",
                        "'reg' is a whole number of entries, each of as many cells as the parent says.",
                        AddressChecks::reg,
                        "addr_size_cells"),
                Check.warning(
                        "ranges_format",
                        "'ranges' is a whole number of entries; if it is empty, both sides have the same cell counts.",
                        AddressChecks::ranges,
                        "addr_size_cells"),
                Check.warning(
                        "dma_ranges_format",
                        "'dma-ranges' is a whole number of entries; if it is empty, both sides have the same cell counts.",
                        AddressChecks::dmaRanges,
                        "addr_size_cells"),
                Check.warning(
                        "unit_address_vs_reg",
                        "A node has a unit address if and only if it has 'reg' or a 'ranges' with entries.",
                        NameChecks::unitAgainstReg));
    }

    private static List<Check> buses() {
        String addrSize = "addr_size_cells";
        String reg = "reg_format";
        // In the order in which they run, which is not that of this list: unit_address_format calls for two of the
        // bridges.
        return List.of(
                Check.warning(
                        "unit_address_format",
                        "A unit address has neither '0x' nor zeros in front.",
                        NameChecks::unitFormat,
                        "node_name_format",
                        "pci_bridge",
                        "simple_bus_bridge"),
                Check.warning(
                        "pci_bridge",
                        "A PCI bridge is called 'pci' or 'pcie' and has 'ranges', 3 address cells, 2 size cells and a right 'bus-range'.",
                        PciChecks::bridge,
                        "device_type_is_string",
                        addrSize),
                Check.warning(
                        "pci_device_reg",
                        "A PCI device has a place in configuration space, and a unit address that says which.",
                        PciChecks::deviceReg,
                        reg,
                        "pci_bridge"),
                Check.warning(
                        "pci_device_bus_num",
                        "A PCI device is on a bus of its bridge.",
                        PciChecks::busNumber,
                        reg,
                        "pci_bridge"),
                Check.silent(
                        "simple_bus_bridge",
                        Severity.WARNING,
                        "Nodes compatible with 'simple-bus' are known; this fails only with the checks it stands on.",
                        SimpleBusChecks::bridge,
                        addrSize,
                        "compatible_is_string_list"),
                Check.warning(
                        "simple_bus_reg",
                        "A node on a simple bus has an address, and a unit address that is the first one.",
                        SimpleBusChecks::reg,
                        reg,
                        "simple_bus_bridge"),
                Check.warning(
                        "i2c_bus_bridge",
                        "An I2C bus has one address cell and no size cells.",
                        I2cChecks::bridge,
                        addrSize),
                Check.warning(
                        "i2c_bus_reg",
                        "A device on an I2C bus has addresses of 7 or 10 bits, and a unit address that is the first one.",
                        I2cChecks::reg,
                        reg,
                        "i2c_bus_bridge"),
                Check.warning(
                        "spi_bus_bridge",
                        "An SPI bus is called 'spi' and has one address cell and no size cells.",
                        SpiChecks::bridge,
                        addrSize),
                Check.warning(
                        "spi_bus_reg",
                        "A device on an SPI bus has a chip select, and a unit address that is the first one.",
                        SpiChecks::reg,
                        reg,
                        "spi_bus_bridge"));
    }

    private static List<Check> conventions() {
        String defaults = "avoid_default_addr_size";
        return List.of(
                Check.warning(
                        defaults,
                        "The parent of a node with 'reg' or 'ranges' has #address-cells and #size-cells.",
                        AddressChecks::defaults,
                        "addr_size_cells"),
                Check.warning(
                        "avoid_unnecessary_addr_size",
                        "A node has #address-cells and #size-cells only if it has 'ranges', 'dma-ranges' or a child with 'reg'.",
                        AddressChecks::unnecessary,
                        defaults),
                Check.warning(
                        "unique_unit_address",
                        "The children of a node have different unit addresses.",
                        UniqueAddressCheck::all,
                        defaults),
                Check.off(
                        "unique_unit_address_if_enabled",
                        "The children of a node that are not disabled have different unit addresses.",
                        UniqueAddressCheck::enabled,
                        defaults),
                Check.warning(
                        "obsolete_chosen_interrupt_controller",
                        "/chosen has no 'interrupt-controller'.",
                        ChosenChecks::interruptController),
                Check.warning("chosen_node_is_root", "'chosen' is a child of the root.", ChosenChecks::isAtRoot),
                Check.warning("chosen_node_bootargs", "'bootargs' in 'chosen' is one string.", ChosenChecks::bootargs),
                Check.warning(
                        "chosen_node_stdout_path",
                        "'stdout-path' in 'chosen' is one string and not called 'linux,stdout-path'.",
                        ChosenChecks::stdoutPath));
    }

    private static List<Check> providers() {
        List<Check> checks = new ArrayList<>();
        for (ProviderChecks.Provider provider : ProviderChecks.PROVIDERS) {
            String isCell = ProviderChecks.checkName(provider, "_is_cell");
            checks.add(Check.warning(isCell, provider.cells() + " is one cell.", ShapeChecks.cell(provider.cells())));
            checks.add(Check.warning(
                    ProviderChecks.checkName(provider, "_property"),
                    "'" + provider.property() + "' lists references to nodes with " + provider.cells()
                            + ", each with as many cells behind it.",
                    ProviderChecks.of(provider),
                    isCell,
                    "phandle_references"));
        }
        return checks;
    }

    private static List<Check> others() {
        String graphNodes = "graph_nodes";
        return List.of(
                Check.off(
                        "deprecated_gpio_property",
                        "A property that lists GPIOs ends in 'gpios', not in 'gpio'.",
                        GpioChecks::deprecated),
                Check.warning(
                        "gpios_property",
                        "A property that lists GPIOs lists references to nodes with #gpio-cells, each with as many cells behind it.",
                        GpioChecks::properties,
                        "phandle_references"),
                Check.warning(
                        "interrupts_property",
                        "'interrupts' has a controller, and as many cells for each interrupt as the controller says.",
                        InterruptChecks::interrupts),
                Check.warning(
                        "interrupt_provider",
                        "A node has #interrupt-cells if and only if it has 'interrupt-controller' or 'interrupt-map'.",
                        InterruptChecks::provider,
                        "interrupts_extended_is_cell"),
                Check.warning(
                        "interrupt_map",
                        "'interrupt-map' is a whole number of entries, each with a reference to a controller.",
                        InterruptMapCheck::check,
                        "phandle_references",
                        "addr_size_cells",
                        "interrupt_provider"),
                Check.warning(
                        "alias_paths",
                        "An alias is the path of a node, by a name of lower-case letters, digits and '-'.",
                        AliasCheck::paths),
                Check.warning(graphNodes, "The root node has no endpoints.", GraphChecks::nodes),
                Check.warning(
                        "graph_child_address",
                        "A port, or a node of ports, whose only child has no number gives no cell counts.",
                        GraphChecks::childAddress,
                        graphNodes,
                        "graph_port",
                        "graph_endpoint"),
                Check.warning(
                        "graph_port",
                        "A node with endpoints is called 'port'; its 'reg' is a number that its unit address repeats.",
                        GraphChecks::port,
                        graphNodes),
                Check.warning(
                        "graph_endpoint",
                        "A child of a port is called 'endpoint', and two connected ones refer to each other.",
                        GraphChecks::endpoint,
                        graphNodes),
                Check.off(
                        "always_fail",
                        "Fails for every node, to try out the levels of checks.",
                        StructureChecks::everything));
    }

    private static Map<String, Integer> index() {
        Map<String, Integer> index = new HashMap<>();
        for (int i = 0; i < ALL.size(); i++) {
            index.put(ALL.get(i).name(), i);
        }
        return index;
    }

    private static int[][] prerequisites() {
        return ALL.stream()
                .map(check ->
                        check.prerequisites().stream().mapToInt(INDEX::get).toArray())
                .toArray(int[][]::new);
    }

    private static int[][] dependents() {
        List<List<Integer>> dependents = new ArrayList<>();
        ALL.forEach(check -> dependents.add(new ArrayList<>()));
        for (int i = 0; i < ALL.size(); i++) {
            for (int prerequisite : PREREQUISITES[i]) {
                dependents.get(prerequisite).add(i);
            }
        }
        return dependents.stream()
                .map(each -> each.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }
}
