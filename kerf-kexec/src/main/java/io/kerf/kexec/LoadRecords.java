// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.kerf.kexec.LoadRecord.InitrdRecord;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.sysfs.store.StoredFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@link LoadRecord}s, one file of JSON for each instance that has a kernel: {@code instances/<name>.json} in the state directory.
 *
 * <pre>{@code
 * LoadRecords records = LoadRecords.in(KernelRoots.system().state());
 * Optional<LoadRecord> web = records.read(InstanceName.of("web"));
 * }</pre>
 *
 * <p>A file is replaced as a whole. The reader takes what it knows of a file, whoever wrote it: members it does not know are passed over, and a
 * file without those it needs is as good as none. A record is a convenience: where it cannot be written, kerf warns and goes on, since the
 * kernel is loaded. Safe for use by several threads.
 */
public final class LoadRecords {
    private static final Logger LOG = LoggerFactory.getLogger(LoadRecords.class);
    private static final int LARGEST = 1 << 16;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(16).build())
            .build();

    private final Path folder;

    private LoadRecords(Path folder) {
        this.folder = folder;
    }

    /**
     * Keeps records in a state directory.
     *
     * @param state the directory, normally {@code /var/lib/kerf}; made when the first record is written
     * @return the records in it
     */
    public static LoadRecords in(Path state) {
        return new LoadRecords(state.resolve("instances"));
    }

    /**
     * Reads what was loaded for an instance. Compare the record's id and boot with the kernel's: a crash of the host leaves records behind.
     *
     * @param instance its name
     * @return the record, or empty if there is none or none that can be understood
     */
    public Optional<LoadRecord> read(InstanceName instance) {
        Path file = file(instance);
        try {
            if (Files.size(file) > LARGEST) {
                throw new IOException("it has more than " + LARGEST + " bytes");
            }
            return Optional.of(parse(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            LOG.warn("the record {} cannot be read and counts as none: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Removes what is kept of an instance, if anything: after its kernel was unloaded or it was deleted.
     *
     * @param instance its name
     */
    public void remove(InstanceName instance) {
        try {
            Files.deleteIfExists(file(instance));
        } catch (IOException e) {
            LOG.warn("the record {} cannot be removed: {}", file(instance), e.toString());
        }
    }

    void write(InstanceName instance, LoadRecord record) {
        Path file = file(instance);
        try {
            Files.createDirectories(folder);
            StoredFile.replace(file, json(record));
        } catch (IOException e) {
            LOG.warn("the record {} cannot be written: {}", file, e.toString());
            remove(instance); // what is there is of a kernel that was loaded before
        }
    }

    private Path file(InstanceName instance) {
        return folder.resolve(instance.text() + ".json");
    }

    private static byte[] json(LoadRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeNumberField("instance", record.instance());
            json.writeStringField("bootId", record.bootId());
            json.writeStringField("kernel", record.kernel());
            json.writeStringField("format", record.format());
            json.writeStringField("compression", record.compression());
            if (record.version().isPresent()) {
                json.writeStringField("version", record.version().get());
            }
            json.writeNumberField("size", record.size());
            json.writeStringField("sha256", record.sha256());
            if (record.initrd().isPresent()) {
                InitrdRecord initrd = record.initrd().get();
                json.writeObjectFieldStart("initrd");
                json.writeStringField("path", initrd.path());
                json.writeNumberField("size", initrd.size());
                json.writeStringField("sha256", initrd.sha256());
                json.writeEndObject();
            }
            json.writeNumberField("commandLineLength", record.commandLineLength());
            json.writeStringField("time", record.time().toString());
            json.writeEndObject();
        }
        out.write('\n');
        return out.toByteArray();
    }

    private static LoadRecord parse(byte[] bytes) throws IOException {
        Map<String, String> members = members(bytes);
        Optional<InitrdRecord> initrd = members.containsKey("initrd.path")
                ? Optional.of(new InitrdRecord(
                        need(members, "initrd.path"),
                        number(members, "initrd.size", 0, Long.MAX_VALUE),
                        need(members, "initrd.sha256")))
                : Optional.empty();
        return new LoadRecord(
                (int) number(members, "instance", InstanceId.FIRST, InstanceId.LAST),
                need(members, "bootId"),
                need(members, "kernel"),
                members.getOrDefault("format", ""),
                members.getOrDefault("compression", ""),
                Optional.ofNullable(members.get("version")),
                number(members, "size", 0, Long.MAX_VALUE),
                need(members, "sha256"),
                initrd,
                (int) number(members, "commandLineLength", 1, CommandLine.LONGEST),
                Instant.parse(need(members, "time")));
    }

    /** All values that are no containers, by their names with those of the containers around them in front. */
    private static Map<String, String> members(byte[] bytes) throws IOException {
        Map<String, String> members = new HashMap<>();
        try (JsonParser json = FACTORY.createParser(bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("it is not a JSON object");
            }
            // What follows the object is none of it.
            while (json.nextToken() != null && !json.getParsingContext().inRoot()) {
                if (json.currentToken().isScalarValue() && json.currentToken() != JsonToken.VALUE_NULL) {
                    String path = json.getParsingContext().pathAsPointer().toString();
                    members.put(path.substring(1).replace('/', '.'), Objects.toString(json.getText(), ""));
                }
            }
        }
        return members;
    }

    private static String need(Map<String, String> members, String name) throws IOException {
        String value = members.get(name);
        if (value == null) {
            throw new IOException("it has no member " + name);
        }
        return value;
    }

    private static long number(Map<String, String> members, String name, long least, long most) throws IOException {
        long number = Long.parseLong(need(members, name));
        if (number < least || number > most) {
            throw new IOException(name + " is " + number + ", not " + least + " to " + most);
        }
        return number;
    }

    @Override
    public String toString() {
        return "records in " + folder;
    }
}
