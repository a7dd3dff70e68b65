// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.alloc.DeviceUnits.Kind;
import io.kerf.alloc.PlacementOutcome.Cause;
import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.alloc.PlacementOutcome.Refused;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Laws of devices and ids: cards with virtual functions, controllers with namespaces, and devices that are given as a whole. */
class DeviceProperties {
    private static final Machine MACHINE = new Machine(2, 2, 2, 2, 4);

    /** A device: what becomes of each of its parts (0 the host's, 1 free, from 2 an instance's), and its node. */
    record Card(String name, List<Integer> parts, boolean isWholeHeld, OptionalInt node) {
        boolean isController() {
            return name.startsWith("nvme");
        }

        Device device() {
            int first = isController() ? 1 : 0;
            DeviceParts all = DeviceParts.of(parts.size(), numbers(0, 0, first), numbers(1, 3, first));
            Device device = Device.named(name);
            if (name.startsWith("gpu")) {
                return onNode(device);
            }
            return onNode(isController() ? device.withNamespaces(all) : device.withVirtualFunctions(all));
        }

        private Device onNode(Device device) {
            return node.isPresent() ? device.withNumaNode(node.getAsInt()) : device;
        }

        private List<Integer> numbers(int least, int most, int first) {
            return IntStream.range(0, parts.size())
                    .filter(i -> parts.get(i) >= least && parts.get(i) <= most)
                    .map(i -> i + first)
                    .boxed()
                    .toList();
        }

        DeviceRef part(int number) {
            return isController() ? new DeviceRef.Namespace(name, number) : new DeviceRef.VirtualFunction(name, number);
        }

        /** The parts that somebody is to get: of instances, or free ones. */
        List<DeviceRef> parts(int least, int most) {
            boolean hasParts = !name.startsWith("gpu");
            return hasParts && !isWholeHeld
                    ? numbers(least, most, isController() ? 1 : 0).stream()
                            .map(this::part)
                            .toList()
                    : List.of();
        }
    }

    record Scene(List<Card> cards, Set<Integer> ids) {
        SystemState state(Random random) {
            List<Device> devices =
                    new ArrayList<>(cards.stream().map(Card::device).toList());
            List<Instance> instances = new ArrayList<>(ids.stream()
                    .map(id -> Instance.named("i" + id).withId(InstanceId.of(id)))
                    .toList());
            List<DeviceRef> held = held();
            instances.add(Instance.named("first").withDevices(held.subList(0, held.size() / 2)));
            instances.add(Instance.named("second").withDevices(held.subList(held.size() / 2, held.size())));
            SystemState host = MACHINE.state();
            if (random != null) {
                host = MACHINE.shuffled(CpuSet.empty(), random);
                Collections.shuffle(devices, random);
                Collections.shuffle(instances, random);
            }
            return host.toBuilder().devices(devices).instances(instances).build();
        }

        List<DeviceRef> held() {
            List<DeviceRef> held = new ArrayList<>();
            for (Card card : cards) {
                held.addAll(card.parts(2, 3));
                if (card.isWholeHeld) {
                    held.add(new DeviceRef.Whole(card.name));
                }
            }
            return held;
        }

        /** Parts that may be given, beside others that are given. */
        List<DeviceRef> free(Kind kind, Optional<String> device, List<DeviceRef> others) {
            return cards.stream()
                    .filter(card -> card.isController() == (kind == Kind.NAMESPACE))
                    .filter(card -> device.isEmpty() || device.get().equals(card.name))
                    .flatMap(card -> card.parts(1, 1).stream())
                    .filter(part -> others.stream().noneMatch(part::conflictsWith))
                    .toList();
        }

        boolean isFree(DeviceRef ref) {
            if (held().stream().anyMatch(ref::conflictsWith)) {
                return false;
            }
            return ref instanceof DeviceRef.Whole
                    || cards.stream().anyMatch(card -> card.parts(1, 1).contains(ref));
        }
    }

    @Provide
    Arbitrary<Scene> scenes() {
        Arbitrary<List<Card>> cards = Combinators.combine(card("eth0"), card("eth1"), card("nvme0"), card("gpu0"))
                .as(List::of);
        Arbitrary<Set<Integer>> ids = Arbitraries.integers().between(1, 6).set().ofMaxSize(6);
        return Combinators.combine(cards, ids).as(Scene::new);
    }

    private static Arbitrary<Card> card(String name) {
        Arbitrary<List<Integer>> parts = Arbitraries.frequency(
                        Tuple.of(1, 0), Tuple.of(4, 1), Tuple.of(1, 2), Tuple.of(1, 3))
                .list()
                .ofMaxSize(5);
        Arbitrary<Boolean> isWholeHeld = Arbitraries.frequency(Tuple.of(5, false), Tuple.of(1, true));
        Arbitrary<OptionalInt> node =
                Arbitraries.integers().between(-1, 3).map(id -> id < 0 ? OptionalInt.empty() : OptionalInt.of(id));
        return Combinators.combine(parts, isWholeHeld, node)
                .as((all, isWhole, onNode) -> new Card(name, all, isWhole, onNode));
    }

    @Provide
    Arbitrary<PlacementRequest> requests() {
        Arbitrary<DeviceRef> ref = Arbitraries.oneOf(
                Arbitraries.of("eth0", "eth1", "nvme0", "gpu0").map(DeviceRef.Whole::new),
                Combinators.combine(
                                Arbitraries.of("eth0", "eth1"),
                                Arbitraries.integers().between(0, 4))
                        .as(DeviceRef.VirtualFunction::new),
                Arbitraries.integers().between(1, 5).map(number -> new DeviceRef.Namespace("nvme0", number)));
        Arbitrary<DeviceUnits> units = Combinators.combine(
                        Arbitraries.of(Kind.class),
                        Arbitraries.of("", "", "eth0", "eth1", "nvme0"),
                        Arbitraries.integers().between(1, 4))
                .as((kind, device, count) ->
                        new DeviceUnits(kind, Optional.of(device).filter(name -> !name.isEmpty()), count));
        return Combinators.combine(
                        Arbitraries.integers().between(1, 6),
                        ref.list().ofMaxSize(2),
                        units.list().ofMaxSize(3),
                        Arbitraries.integers().between(-6, 6))
                .as((cpus, refs, wishes, id) -> {
                    PlacementRequest.Builder request = PlacementRequest.builder()
                            .cpuCount(cpus)
                            .devices(refs)
                            .deviceUnits(wishes);
                    return (id > 0 ? request.id(InstanceId.of(id)) : request).build();
                });
    }

    @Property(tries = 5000, edgeCases = EdgeCasesMode.NONE)
    void nothingIsOwnedTwiceOrGivenFromTheHost(
            @ForAll("scenes") Scene scene, @ForAll("requests") PlacementRequest request) {
        if (!(Allocator.place(scene.state(null), request) instanceof Placed placed)) {
            return;
        }

        List<DeviceRef> given = placed.devices();
        assertThat(given).allMatch(scene::isFree).containsAll(request.devices());
        for (DeviceRef ref : given) {
            assertThat(given.stream().filter(ref::conflictsWith)).containsExactly(ref);
        }
        int asked = request.deviceUnits().stream().mapToInt(DeviceUnits::count).sum();
        assertThat(given).hasSize(request.devices().size() + asked);
        assertThat(scene.ids()).doesNotContain(placed.id().value());
        int lowest = IntStream.rangeClosed(1, 7)
                .filter(id -> !scene.ids().contains(id))
                .findFirst()
                .orElseThrow();
        assertThat(placed.id().value())
                .isEqualTo(request.id().map(InstanceId::value).orElse(lowest));
    }

    @Property(tries = 5000, edgeCases = EdgeCasesMode.NONE)
    void devicesAndIdsAreRefusedOnlyWhereTheyCannotBeHad(
            @ForAll("scenes") Scene scene, @ForAll("requests") PlacementRequest request) {
        boolean isIdFree =
                request.id().map(id -> !scene.ids().contains(id.value())).orElse(true);

        PlacementOutcome outcome = Allocator.place(scene.state(null), request);

        assertThat(outcome instanceof Placed).as("%s", outcome).isEqualTo(isIdFree && canHaveDevices(scene, request));
        if (outcome instanceof Refused refused) {
            assertThat(refused.cause()).isIn(Cause.INVALID, Cause.DEVICE_TAKEN, Cause.ID_TAKEN);
            refused.nearest()
                    .ifPresent(nearest -> assertThat(Allocator.place(scene.state(null), nearest))
                            .isInstanceOf(Placed.class));
        }
    }

    /** Each device must have what is asked of it by name and number; all together must have what is asked of any. */
    private static boolean canHaveDevices(Scene scene, PlacementRequest request) {
        List<DeviceRef> named = request.devices();
        for (int i = 0; i < named.size(); i++) {
            if (!scene.isFree(named.get(i)) || named.subList(0, i).stream().anyMatch(named.get(i)::conflictsWith)) {
                return false;
            }
        }
        boolean isEnough = true;
        for (Kind kind : Kind.values()) {
            List<DeviceUnits> wishes = request.deviceUnits().stream()
                    .filter(units -> units.kind() == kind)
                    .toList();
            for (String name : List.of("eth0", "eth1", "nvme0")) {
                int ofIt = wishes.stream()
                        .filter(units -> units.device().equals(Optional.of(name)))
                        .mapToInt(DeviceUnits::count)
                        .sum();
                isEnough &= scene.free(kind, Optional.of(name), named).size() >= ofIt;
            }
            int all = wishes.stream().mapToInt(DeviceUnits::count).sum();
            isEnough &= scene.free(kind, Optional.empty(), named).size() >= all;
        }
        return isEnough;
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void theOrderOfDevicesInstancesNodesAndCpusDoesNotMatter(
            @ForAll("scenes") Scene scene, @ForAll("requests") PlacementRequest request, @ForAll Random random) {
        assertThat(Allocator.place(scene.state(random), request))
                .isEqualTo(Allocator.place(scene.state(null), request));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void whatIsGivenBackIsAsIfItHadNeverBeenTaken(
            @ForAll("scenes") Scene scene, @ForAll("requests") PlacementRequest request) {
        SystemState state = scene.state(null);

        if (Allocator.place(state, request) instanceof Placed placed) {
            Instance made = Machine.instance("made", placed);
            TopologyIndex index = TopologyIndex.of(state);
            String before = index.snapshot();
            index.add(made);
            assertThat(index.snapshot())
                    .isNotEqualTo(before)
                    .isEqualTo(TopologyIndex.of(state.withInstance(made)).snapshot());
            PlacementOutcome again = index.decide(request.toBuilder().anyId().build());
            if (again instanceof Placed other) {
                assertThat(other.devices())
                        .noneMatch(ref -> placed.devices().stream().anyMatch(ref::conflictsWith));
                assertThat(other.id()).isNotEqualTo(placed.id());
            }
            index.remove(made.name());
            assertThat(index.snapshot()).isEqualTo(before);
            assertThat(index.decide(request)).isEqualTo(placed);
        }
    }

    @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
    void onePartComesFromTheNearestCardThenTheFullestThenTheLowest(
            @ForAll("scenes") Scene scene, @ForAll("requests") PlacementRequest request) {
        PlacementRequest one = request.toBuilder()
                .devices(List.of())
                .deviceUnits(List.of(DeviceUnits.functions(1)))
                .anyId()
                .build();

        if (Allocator.place(scene.state(null), one) instanceof Placed placed) {
            TreeSet<String> ranks = new TreeSet<>();
            for (DeviceRef part : scene.free(Kind.FUNCTION, Optional.empty(), List.of())) {
                ranks.add(rank(scene, placed.cpus(), part));
            }
            assertThat(rank(scene, placed.cpus(), placed.devices().get(0))).isEqualTo(ranks.first());
        }
    }

    /** Distance from the CPUs (unknown is far), free parts of the card, its name and the number, in digits that sort. */
    private static String rank(Scene scene, CpuSet cpus, DeviceRef part) {
        Card card = scene.cards().stream()
                .filter(each -> each.name.equals(part.device()))
                .findFirst()
                .orElseThrow();
        int far = card.node.isEmpty()
                ? 9_999_999
                : cpus.stream()
                        .mapToInt(cpu -> MACHINE.distance(MACHINE.nodeOf(cpu), card.node.getAsInt()))
                        .sum();
        int left = scene.free(Kind.FUNCTION, Optional.of(card.name), List.of()).size();
        return "%08d %02d %s".formatted(far, left, part);
    }
}
