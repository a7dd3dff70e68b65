// SPDX-License-Identifier: Apache-2.0
package given;

import io.kerf.Host;
import io.kerf.TransactionHandle;
import io.kerf.alloc.PlacementOutcome;
import io.kerf.alloc.PlacementRequest;
import io.kerf.desired.DesiredState;
import io.kerf.diag.KerfException;
import io.kerf.diag.Location;
import io.kerf.kexec.CommandLine;
import io.kerf.kexec.KernelImage;
import io.kerf.kexec.KernelLoader;
import io.kerf.kexec.Syscalls;
import io.kerf.model.Instance;
import io.kerf.model.SystemState;
import io.kerf.sysfs.ChangeEngine;
import io.kerf.sysfs.ChangePlan;
import io.kerf.sysfs.ChangePlanner;
import io.kerf.sysfs.InstanceEvent;
import io.kerf.sysfs.MultikernelFs;
import io.kerf.sysfs.PciIdLookup;
import io.kerf.sysfs.discovery.HostHardware;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.tree.DeviceTree;
import io.kerf.validate.Report;
import io.kerf.validate.ValidatedState;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Flow;
import org.slf4j.Logger;

/** What the examples of the Javadoc take for granted; one that declares such a name itself means its own. */
public abstract class Given {
    protected Host host;
    protected TransactionHandle transaction;
    protected DesiredState wanted;
    protected Flow.Subscriber<InstanceEvent> subscriber;
    protected PlacementRequest request;

    protected DeviceTree tree;
    protected DeviceTree before;
    protected DeviceTree after;
    protected ByteBuffer blob;
    protected int highest;
    protected Location span;

    protected SystemState state;
    protected Instance instance;
    protected Instance web;
    protected ValidatedState baseline;
    protected ValidatedState current;
    protected ValidatedState next;
    protected Report report;
    protected Encoder encoder;

    protected MultikernelFs fs;
    protected ChangePlanner planner;
    protected ChangePlan plan;
    protected ChangeEngine engine;
    protected HostHardware machine;
    protected SimulatedKernel kernel;
    protected PciIdLookup pciIds;

    protected Syscalls syscalls;
    protected KernelImage image;
    protected KernelLoader loader;
    protected CommandLine line;

    protected Path file;
    protected Path folder;
    protected Path board;
    protected Path overlay;
    protected Path vmlinux;
    protected Path initrd;
    protected Logger log;

    /** What takes a state that was found legal. */
    public interface Encoder {
        void encode(ValidatedState state);
    }

    protected abstract void log(String line);

    protected abstract void use(DeviceTree tree);

    protected abstract void tryElsewhere();

    protected abstract void page(KerfException problem);

    protected abstract Instance instanceOf(PlacementOutcome.Placed placed);
}
