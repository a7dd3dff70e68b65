// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

/**
 * What the compiler adds to the tree that the source describes.
 *
 * @param symbols whether {@code /__symbols__} names the labelled nodes
 * @param aliases whether {@code /aliases} does
 * @param localFixups whether {@code /__local_fixups__} tells where phandles are, which it always does in an overlay
 * @param phandles the properties that hold new phandles
 */
record Extras(boolean symbols, boolean aliases, boolean localFixups, PhandleFormat phandles) {
    static final Extras NONE = new Extras(false, false, false, PhandleFormat.EPAPR);

    Extras withSymbols() {
        return new Extras(true, aliases, localFixups, phandles);
    }

    Extras withAliases() {
        return new Extras(symbols, true, localFixups, phandles);
    }

    Extras withLocalFixups() {
        return new Extras(symbols, aliases, true, phandles);
    }

    Extras withPhandles(PhandleFormat format) {
        return new Extras(symbols, aliases, localFixups, format);
    }
}
