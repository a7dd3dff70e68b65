// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

/** Sources of small multikernel hosts: eight CPUs, two of them the host's; 8 GB, of which the pool has 7 from 1 GB on. */
final class Trees {
    private Trees() {}

    /** A host with the instances of a text. */
    static String host(String instances) {
        return host("", instances);
    }

    /** A host with the devices of a text, and with instances. */
    static String host(String devices, String instances) {
        return "/multikernel-v1/;\n"
                + "/ {\n"
                + "    compatible = \"linux,multikernel-host\";\n"
                + "    resources {\n"
                + "        cpus { total = <8>; host-reserved = <0 1>; available = <2 3 4 5 6 7>; };\n"
                + "        memory {\n"
                + "            total-bytes = <0x2 0x0>;\n"
                + "            host-reserved-bytes = <0x40000000>;\n"
                + "            memory-pool-base = <0x40000000>;\n"
                + "            memory-pool-bytes = <0x1 0xc0000000>;\n"
                + "        };\n"
                + "        devices { " + devices + " };\n"
                + "    };\n"
                + (instances.isEmpty() ? "" : "    instances {\n        " + instances + "\n    };\n")
                + "};\n";
    }

    /** An instance that is right but for what is put into it. */
    static String instance(String name, int id, String cpus, String base, String more) {
        return name + " { id = <" + id + ">; resources { cpus = <" + cpus + ">; memory-base = <" + base
                + ">; memory-bytes = <0x40000000>; " + more + " }; };\n";
    }
}
