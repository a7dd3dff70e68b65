// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.InstanceState;
import java.util.List;

/** Passes everything on, so that a test can spoil one thing. */
class ForwardingFs implements MultikernelFs {
    private final MultikernelFs behind;

    ForwardingFs(MultikernelFs behind) {
        this.behind = behind;
    }

    @Override
    public byte[] readDeviceTree() {
        return behind.readDeviceTree();
    }

    @Override
    public void writeDeviceTree(byte[] blob) {
        behind.writeDeviceTree(blob);
    }

    @Override
    public void writeOverlay(byte[] blob) {
        behind.writeOverlay(blob);
    }

    @Override
    public List<TransactionId> transactions() {
        return behind.transactions();
    }

    @Override
    public TransactionStatus transactionStatus(TransactionId id) {
        return behind.transactionStatus(id);
    }

    @Override
    public String transactionTarget(TransactionId id) {
        return behind.transactionTarget(id);
    }

    @Override
    public String transactionMarker(TransactionId id) {
        return behind.transactionMarker(id);
    }

    @Override
    public byte[] transactionOverlay(TransactionId id) {
        return behind.transactionOverlay(id);
    }

    @Override
    public void removeTransaction(TransactionId id) {
        behind.removeTransaction(id);
    }

    @Override
    public List<String> instances() {
        return behind.instances();
    }

    @Override
    public int instanceId(String name) {
        return behind.instanceId(name);
    }

    @Override
    public InstanceState instanceState(String name) {
        return behind.instanceState(name);
    }

    @Override
    public byte[] readInstanceTree(String name) {
        return behind.readInstanceTree(name);
    }

    @Override
    public String iomem() {
        return behind.iomem();
    }

    @Override
    public String cpuinfo() {
        return behind.cpuinfo();
    }

    @Override
    public String kimage() {
        return behind.kimage();
    }

    @Override
    public String bootId() {
        return behind.bootId();
    }

    @Override
    public int pageSize() {
        return behind.pageSize();
    }
}
