// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.kexec.CommandLine;
import io.kerf.kexec.Elf;
import io.kerf.kexec.KernelImage;
import io.kerf.kexec.KernelLoader;
import io.kerf.kexec.LoadRecord;
import io.kerf.kexec.LoadRecords;
import io.kerf.kexec.LoadRequest;
import io.kerf.model.InstanceName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadRecordsTest {
    private static final InstanceName WEB = InstanceName.of("web");

    @TempDir
    private Path directory;

    private final SimulatedHost host = new SimulatedHost().create("web", 3, 64 << 20, 4, 5);
    private LoadRecords records;
    private KernelLoader loader;
    private KernelImage image;

    @BeforeEach
    void openImage() {
        records = LoadRecords.in(directory.resolve("state"));
        loader = new KernelLoader(host.kernel().fs(), new SimulatedSyscalls(host.kernel()), host.ticker())
                .recordingIn(records);
        image = KernelImage.open(Elf.write(directory, ByteBuffer.wrap(Elf.kernel(9000))));
    }

    private Path file() {
        return directory.resolve("state/instances/web.json");
    }

    @Test
    void whatWasLoadedIsKeptUntilItIsUnloaded() throws IOException {
        Path initrd = Files.write(directory.resolve("initrd"), new byte[] {'a', 'b', 'c'});

        loader.load(WEB, LoadRequest.of(image).withInitrd(initrd).withCommandLine(CommandLine.of("password=secret")));

        LoadRecord record = records.read(WEB).orElseThrow();
        assertThat(record.instance()).isEqualTo(3);
        assertThat(record.bootId()).isEqualTo(host.kernel().fs().bootId().strip());
        assertThat(record.kernel()).isEqualTo(image.path().toString());
        assertThat(record.format()).isEqualTo("ELF vmlinux");
        assertThat(record.compression()).isEqualTo("none");
        assertThat(record.version()).contains("6.99.1-kerf");
        assertThat(record.size()).isEqualTo(9000);
        assertThat(record.sha256()).isEqualTo(image.info().sha256());
        assertThat(record.initrd())
                .contains(new LoadRecord.InitrdRecord(
                        initrd.toString(), 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        assertThat(record.commandLineLength()).isEqualTo(16);
        assertThat(Duration.between(record.time(), Instant.now())).isLessThan(Duration.ofMinutes(5));
        assertThat(Files.readString(file())).doesNotContain("secret");
        try (var all = Files.list(file().getParent())) {
            assertThat(all).containsExactly(file());
        }

        loader.unload(WEB);

        assertThat(records.read(WEB)).isEmpty();
        assertThat(file()).doesNotExist();
    }

    @Test
    void aRecordOfALaterReleaseIsReadAsFarAsItIsKnown() throws IOException {
        loader.load(WEB, LoadRequest.of(image));
        LoadRecord written = records.read(WEB).orElseThrow();
        String json = Files.readString(file())
                .replaceFirst("\\{", "{ \"new\": [1, {\"size\": 2}], \"version\": null, \"x\": {\"instance\": 9},")
                .replaceAll("\"version\" : .*,", "")
                .replaceAll("\"format\" : .*,", "");

        Files.writeString(file(), json);

        LoadRecord read = records.read(WEB).orElseThrow();
        assertThat(read.sha256()).isEqualTo(written.sha256());
        assertThat(read.instance()).isEqualTo(3);
        assertThat(read.size()).isEqualTo(9000);
        assertThat(read.version()).isEmpty();
        assertThat(read.format()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "\n5", " \"2026\"", "00:00:00Z\"\n}\n", "{}", "]", "nonsense"})
    void whatFollowsARecordIsPassedOver(String rest) throws IOException {
        loader.load(WEB, LoadRequest.of(image));
        LoadRecord written = records.read(WEB).orElseThrow();

        Files.writeString(file(), Files.readString(file()) + rest);
        assertThat(records.read(WEB)).contains(written);

        Files.writeString(file(), "{}" + rest);
        assertThat(records.read(WEB)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"instance\" : 4294967299",
                "\"instance\" : 0",
                "\"instance\" : 2048",
                "\"size\" : -1",
                "\"commandLineLength\" : 4294967297",
                "\"commandLineLength\" : 0"
            })
    void aNumberThatCannotBeMakesARecordUnreadable(String member) throws IOException {
        loader.load(WEB, LoadRequest.of(image));
        assertThat(records.read(WEB)).isPresent();
        String name = member.substring(0, member.indexOf(':'));
        String json = Files.readString(file()).replaceFirst(name + ": [0-9]+", member);
        assertThat(json).contains(member);

        Files.writeString(file(), json);

        assertThat(records.read(WEB)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{}", "nonsense", "{\"instance\": \"x\"}", "{\"time\": \"yesterday\"}"})
    void aDamagedRecordCountsAsNone(String content) throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), content);
        assertThat(records.read(WEB)).isEmpty();

        Files.writeString(file(), "[".repeat(60_000));
        assertThat(records.read(WEB)).isEmpty();
        Files.writeString(file(), "x".repeat(70_000));
        assertThat(records.read(WEB)).isEmpty();
    }

    @Test
    void aRecordThatCannotBeWrittenDoesNotUndoTheLoad() throws IOException {
        Files.writeString(directory.resolve("state"), "a file where the directory should be");

        loader.load(WEB, LoadRequest.of(image));

        assertThat(host.kernel().fs().instanceState("web").text()).isEqualTo("loaded");
        assertThat(records.read(WEB)).isEmpty();
        loader.unload(WEB);
    }
}
