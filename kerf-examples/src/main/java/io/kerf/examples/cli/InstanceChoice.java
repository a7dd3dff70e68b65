// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.Host;
import io.kerf.InstanceHandle;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.sysfs.KernelInterfaceException;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which instance is meant: its name, its id, or both, if they are of one instance. */
final class InstanceChoice {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "NAME",
            description = "Name of the instance.",
            converter = Conversions.Name.class)
    Optional<InstanceName> name = Optional.empty();

    @Option(
            names = "--id",
            paramLabel = "N",
            description = "Id of the instance, 1 to 2047, in place of its name.",
            converter = Conversions.Id.class)
    Optional<InstanceId> id = Optional.empty();

    /** Insists that it is said which one, before there is a host to look on. */
    void check() {
        if (name.isEmpty() && id.isEmpty()) {
            throw CliException.usage("no instance is named", "Say which: its name, or --id N; 'kerf show' lists them");
        }
    }

    /**
     * Finds it.
     *
     * @throws CliException if neither is given, or if they are of different instances
     */
    InstanceHandle in(Host host) {
        check();
        if (name.isEmpty()) {
            InstanceId given = id.orElseThrow();
            return host.instances().stream()
                    .filter(each -> each.id().equals(given))
                    .findFirst()
                    .orElseThrow(() -> notFound("Instance with ID " + given));
        }
        InstanceHandle named = named(host, name.get());
        id.filter(given -> !given.equals(named.id())).ifPresent(given -> {
            throw CliException.usage(
                    "instance '" + name.get() + "' has id " + named.id() + ", not " + given,
                    "Give the name or the id, not both");
        });
        return named;
    }

    /** Finds an instance by its name. */
    static InstanceHandle named(Host host, InstanceName name) {
        try {
            return host.instance(name.text());
        } catch (KernelInterfaceException missing) {
            if (missing.reason() == KernelInterfaceException.Reason.GONE) {
                throw notFound("Instance '" + name + "'");
            }
            throw missing;
        }
    }

    /** Says that an instance went between two looks. */
    static CliException gone(InstanceHandle instance) {
        return notFound("Instance '" + instance.name() + "'");
    }

    private static CliException notFound(String what) {
        return CliException.failed(what + " not found", "'kerf show' lists the instances that there are");
    }
}
