// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter.Indenter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** Writes JSON that two programs and two people can compare line by line. */
final class JsonText {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonText() {}

    /** Writes one value. */
    interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    /** Breaks lines down to a level, and puts blanks below it. */
    private record Lines(int deepest) implements Indenter {
        @Override
        public void writeIndentation(JsonGenerator json, int level) throws IOException {
            json.writeRaw(level <= deepest ? "\n" + "  ".repeat(level) : " ");
        }

        @Override
        public boolean isInline() {
            return false;
        }
    }

    /** Members of the outermost object and elements of its lists have lines of their own; what is inside them has not. */
    private static final class Layout extends DefaultPrettyPrinter {
        private static final long serialVersionUID = 1L;
        private static final int ELEMENTS = 2;

        Layout() {
            super(Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                    .withObjectEmptySeparator("")
                    .withArrayEmptySeparator(""));
            indentObjectsWith(new Lines(1));
            indentArraysWith(new Lines(ELEMENTS));
        }

        @Override
        public void writeEndArray(JsonGenerator json, int count) throws IOException {
            if (_nesting <= ELEMENTS) {
                super.writeEndArray(json, count);
            } else {
                _nesting--;
                json.writeRaw(count > 0 ? " ]" : "]");
            }
        }
    }

    /** The outermost object takes a line for each member, and each element of a list in it a line of its own. */
    static String of(Writing writing) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.setPrettyPrinter(new Layout());
            writing.to(json);
        } catch (IOException impossible) {
            throw new UncheckedIOException("a string cannot fail to be written to", impossible);
        }
        return out.append('\n').toString();
    }
}
