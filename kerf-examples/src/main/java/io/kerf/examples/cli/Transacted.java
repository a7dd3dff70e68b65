// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.Host;
import io.kerf.StalePlanException;
import io.kerf.TransactionHandle;
import io.kerf.model.InstanceName;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.TransactionId;
import io.kerf.sysfs.TransactionStatus;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What a change came to, with the kernel's records of it: those that were not there before, were applied, and name the instance. The highest
 * number alone might be of somebody else.
 */
record Transacted<T>(T result, List<TransactionId> transactions) {
    /** How often a plan is made anew because another program changed the host in between. */
    private static final int ATTEMPTS = 5;

    static <T> Transacted<T> of(Host host, InstanceName instance, Supplier<T> change) {
        Set<TransactionId> before =
                host.transactions().stream().map(TransactionHandle::id).collect(Collectors.toCollection(HashSet::new));
        T result = change.get();
        List<TransactionId> made = host.transactions().stream()
                .filter(each -> !before.contains(each.id()) && isOf(each, instance))
                .map(TransactionHandle::id)
                .toList();
        return new Transacted<>(result, made);
    }

    /** A record that is gone meanwhile, because somebody rolled it back, is none of ours any more. */
    private static boolean isOf(TransactionHandle record, InstanceName instance) {
        try {
            return record.details().status() == TransactionStatus.APPLIED
                    && record.details().actions().stream().anyMatch(action -> action.contains("'" + instance + "'"));
        } catch (KernelInterfaceException gone) {
            return false;
        }
    }

    /** Plans and applies, and again where the host is no longer the one that was planned on. */
    static <T> T onFreshPlan(Supplier<T> planAndApply) {
        for (int attempt = 1; ; attempt++) {
            try {
                return planAndApply.get();
            } catch (StalePlanException changed) {
                if (attempt == ATTEMPTS) {
                    throw changed;
                }
            }
        }
    }
}
