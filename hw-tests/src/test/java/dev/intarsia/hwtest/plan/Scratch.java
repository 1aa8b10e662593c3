package dev.intarsia.hwtest.plan;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.plan.*;
import dev.intarsia.ir.sequence.Sequence;
import dev.intarsia.ir.command.*;
import dev.intarsia.simulator.replay.*;
import java.util.*;
class Scratch {
  public static void main(String[] a) {
    for (String t : a.length > 1 ? a[1].split(",") : new String[] {"inlay8", "inlay16", "inlay32"}) {
      var target = TargetReader.accelerator(t);
      double all = 0; int alln = 0;
      for (Program p : TinyNetworks.all()) {
        if (a.length > 0 && !a[0].equals("all") && !a[0].contains(p.meaning().graph().name())) continue;
        long t0 = System.nanoTime();
        Plan plan = new SearchingPlanner().plan(p, target, new Diagnostics());
        long t1 = System.nanoTime();
        var prog = Sequence.apply(plan);
        Timeline line = Replay.run(prog);
        double sum = 0; int n = 0; double best = 0; long bounds = 0;
        for (int i = 0; i < plan.layers().size(); i++) {
          if (!(plan.layers().get(i) instanceof LayerPlan.OnDevice d)) { System.out.println(plan.layers().get(i)); continue; }
          LayerTime lt = line.layers().get(i);
          boolean matrix = d.summary().startsWith("conv") || d.summary().startsWith("dense");
          long post = 0, mul = 0;
          for (Command c : ((CommandProgram.DeviceLayer) prog.layers().get(i)).commands()) {
            if (c instanceof Command.Post) post += CostModel.cost(c, target).stream();
            if (c instanceof Command.Multiply) mul += CostModel.cost(c, target).stream();
          }
          long cyc = lt.cycles();
          bounds += d.bounds().wholeTile();
          double r = (double) cyc / d.bounds().wholeTile();
          long busyLayer = lt.causes().get(Unit.COMPUTE).of(Cause.BUSY);
          if (matrix) { sum += Math.log(r); n++; best += Math.log((double) Math.max(d.bounds().port(), Math.max(mul, d.bounds().wholeTiles()) + post) / d.bounds().wholeTile()); }
          if (a.length > 2) System.out.printf("%-55s est %6d moved %6d bound %6d (tiles %d port %d post %d mul %d) %.2f %s%n", d.summary(), d.estimatedCycles(), cyc, d.bounds().wholeTile(), d.bounds().wholeTiles(), d.bounds().port(), post, mul, r, lt.causes().get(Unit.COMPUTE).cycles());
        }
        System.out.printf("%s %s: geomean %.3f (with post %.3f) total %d / %d = %.3f; planned in %d ms, commands %d%n", t, p.meaning().graph().name(), Math.exp(sum / n), Math.exp(best/n), line.cycles(), bounds, (double) line.cycles() / bounds, (t1 - t0) / 1000000, prog.layers().stream().mapToInt(l -> l instanceof CommandProgram.DeviceLayer d ? d.commands().size() : 0).sum());
        all += sum; alln += n;
      }
      System.out.printf("%s all: %.3f%n", t, Math.exp(all / alln));
    }
  }
}
