// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.KerfException;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.Dialect;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.validate.Report;
import io.kerf.validate.ValidatedState;
import io.kerf.validate.ValidationException;
import io.kerf.validate.Validator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A baseline for a machine, worked out and checked, and not applied.
 *
 * <pre>{@code
 * BaselineProposal proposal = machine.baseline().cpuCount(8).memory(0, ByteSize.ofGiB(8)).propose();
 * proposal.findings().forEach(System.err::println);
 * host.initialize(proposal.requireValid().state()).apply();
 * }</pre>
 *
 * <p>Immutable.
 */
public final class BaselineProposal {
    private final HostHardware hardware;
    private final Report report;

    private BaselineProposal(HostHardware hardware, SystemState state) {
        this.hardware = hardware;
        this.report = Validator.baseline().on(hardware.facts()).validate(state);
    }

    static BaselineProposal of(
            HostHardware hardware,
            CpuSet pool,
            List<PoolChunk> memory,
            List<Device> devices,
            List<Diagnostic> findings) {
        CpuSet all = hardware.facts().physicalCpus();
        CpuSet kept = all.minus(pool);
        List<Diagnostic> told = new ArrayList<>(findings);
        if (kept.isEmpty()) {
            told.add(Diagnostic.error(Codes.HOST_CPUS, "no CPU of a known physical id is left to the host")
                    .withSubject("cpus")
                    .withPresentState("the pool gets " + (pool.isEmpty() ? "no CPUs" : "CPUs " + pool))
                    .withSuggestion("leave at least the core of the host's CPU 0"));
        }
        long total = Math.max(hardware.cpus().size(), all.size());
        SystemState state = SystemState.builder()
                .dialect(Dialect.INVENTORY)
                .cpus(new CpuInventory(total, kept, pool))
                .memory(memory(hardware, new MemoryPool(memory)))
                .topology(hardware.topology())
                .devices(devices)
                .findings(told)
                .build();
        return new BaselineProposal(hardware, state);
    }

    /** All that the host manages; it keeps what the pool does not get. Memory that was reserved at boot is not managed by the host. */
    private static MemoryInventory memory(HostHardware hardware, MemoryPool pool) {
        ByteSize managed = hardware.memory().total();
        ByteSize reserved = new ByteSize(pool.chunks().stream()
                .filter(chunk -> chunk.range().isPresent())
                .mapToLong(chunk -> chunk.size().bytes())
                .sum());
        ByteSize total = managed.plusIfFits(reserved).orElse(managed);
        ByteSize kept = pool.size().compareTo(total) >= 0 ? ByteSize.ZERO : total.minus(pool.size());
        return new MemoryInventory(total, kept, pool);
    }

    /**
     * Returns the machine that the baseline is for.
     *
     * @return the machine as it was found
     */
    public HostHardware hardware() {
        return hardware;
    }

    /**
     * Returns the baseline, valid or not. Its memory has sizes and nodes, and no places, unless it was reserved before.
     *
     * @return the state
     */
    public SystemState state() {
        return report.state();
    }

    /**
     * Returns the baseline as a dialect needs it: an inventory and a flat tree state where memory is, so that chunks without a place get the
     * highest free-standing one in their node: of the pool that {@code /proc/iomem} has, else of all memory, which is an example and a finding of
     * the state. A pool kernel chooses by itself, so there they stay without.
     *
     * @param dialect the dialect that is to be written
     * @return the state; chunks of which nobody knows a place, because the addresses are hidden or the pool has no room, stay without
     */
    public SystemState state(Dialect dialect) {
        if (dialect == Dialect.POOL) {
            return state();
        }
        MemoryInventory memory = state().memory();
        ChunkPlaces places = new ChunkPlaces(hardware);
        MemoryPool placed = places.placed(memory.pool());
        List<Diagnostic> told = new ArrayList<>(state().findings());
        places.doubt(memory.pool(), placed).ifPresent(told::add);
        return state().toBuilder()
                .memory(new MemoryInventory(memory.total(), memory.hostReserved(), placed))
                .findings(told)
                .build();
    }

    /**
     * Returns the report of the validator.
     *
     * @return the report, which has the findings of the builder, too
     */
    public Report report() {
        return report;
    }

    /**
     * Returns what was found.
     *
     * @return what was asked for and cannot be, what is doubtful, and which rules are broken
     */
    public List<Diagnostic> findings() {
        return report.findings();
    }

    /**
     * Returns the baseline if nothing is wrong with it.
     *
     * @return the validated state, or empty if a finding is an error
     */
    public Optional<ValidatedState> valid() {
        return report.valid();
    }

    /**
     * Returns the baseline, or says why there is none.
     *
     * @return the validated state
     * @throws ValidationException if a finding is an error
     */
    public ValidatedState requireValid() {
        return report.requireValid();
    }

    /**
     * Returns what is to be said about the lines of the baseline's source text.
     *
     * @param dialect the dialect of the text, which is made from {@link #state(Dialect)}
     * @return a remark for each node and property, and for what a tree of the dialect cannot say
     */
    public List<BaselineRemark> remarks(Dialect dialect) {
        return new BaselineRemarks(this, dialect).all();
    }

    /**
     * Allocates the memory of the pool on a late flat kernel, whose baseline names what was allocated.
     *
     * @param source the device
     * @return the proposal with the place of its memory; if it is not valid there, the memory was given back
     * @throws KernelInterfaceException if the pool is not one chunk without a place: a flat kernel has no other; or the proposal is not valid
     *     with that memory, which could not be given back
     * @throws ValidationException if this proposal is not valid; nothing was allocated
     */
    public BaselineProposal allocatedFrom(LazyCma source) {
        List<PoolChunk> chunks = requireValid().state().memory().pool().chunks();
        if (chunks.size() != 1 || chunks.get(0).range().isPresent()) {
            throw KernelInterfaceException.unsupported(
                    "/dev/lazy_cma",
                    "a flat kernel has a pool of one piece, and this one has "
                            + state().memory().pool(),
                    "ask for memory once, of one node, and for none that is reserved already");
        }
        PoolChunk wanted = chunks.get(0);
        MemoryRange range = source.allocate(wanted.size(), wanted.numaNode(), LazyCma.POOL_NAME);
        List<PoolChunk> placed = new ArrayList<>();
        PoolChunk chunk = PoolChunk.at(range);
        placed.add(
                wanted.numaNode().isPresent() ? chunk.onNode(wanted.numaNode().getAsInt()) : chunk);
        MemoryInventory memory = state().memory();
        BaselineProposal proposal = new BaselineProposal(
                hardware,
                state().toBuilder()
                        .memory(new MemoryInventory(memory.total(), memory.hostReserved(), new MemoryPool(placed)))
                        .build());
        if (proposal.valid().isEmpty()) {
            giveBack(source, range, proposal);
        }
        return proposal;
    }

    /** Memory that stays allocated is told with its place, since nobody else knows of it. */
    private static void giveBack(LazyCma source, MemoryRange range, BaselineProposal proposal) {
        try {
            source.free(range);
        } catch (KerfException held) {
            KernelInterfaceException told = KernelInterfaceException.unsupported(
                    "/dev/lazy_cma",
                    "no pool can be at " + range + ", which was allocated and could not be given back ("
                            + held.getMessage() + "): " + proposal.report(),
                    "give it back with LazyCma.free(" + range + ") once that can be done");
            told.addSuppressed(held);
            throw told;
        }
    }

    /** Such as {@code pool of CPUs 8-15 and 8GB on node 0, 1 devices, 0 instances}. */
    @Override
    public String toString() {
        return state().toString();
    }
}
