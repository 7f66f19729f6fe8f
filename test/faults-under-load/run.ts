import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { audit, type AuditResult } from './audit/audit.ts';
import { disturb } from './disturb.ts';
import type { Disturbance, PlanOptions } from './plan.ts';
import { planOf } from './plan.ts';
import { World } from './world.ts';

/** What became of one disturbance. */
export interface Outcome {
  readonly disturbance: Disturbance;
  /** Until every route had an answer to an exchange begun afterwards. */
  readonly recoveredSeconds?: number;
  /** Why it counts as failed. */
  readonly trouble?: string;
}

export interface RunResult extends AuditResult {
  readonly outcomes: readonly Outcome[];
  /** Programs that ended by themselves. */
  readonly died: readonly string[];
  readonly seconds: number;
  /** Where everything lies that the processes have left, when something does not hold. */
  readonly kept?: string;
}

export interface RunOptions extends PlanOptions {
  /** Begins no disturbance afterwards, however many kills are left. */
  readonly minutes?: number;
  /** Client systems on each of the routes. */
  readonly clients: number;
  /** Told of each disturbance when it is over. */
  readonly onOutcome?: (outcome: Outcome, number: number, of: number | undefined) => void;
  /** Called with the world after the audit, before it goes. */
  readonly inspect?: (world: World) => Promise<void>;
}

const RECOVERY_MS_MAX = 60_000;
const MINUTE_MS = 60_000;

/** Runs a country under load, disturbs it by the plan, and audits what is left. */
export async function run(options: RunOptions): Promise<RunResult> {
  const startedMs = performance.now();
  const plan = planOf(options);
  const world = await World.start(options);
  let kept: string | undefined = keptFolder(options.seed);
  try {
    await world.load.start();
    await world.load.recovered(0, RECOVERY_MS_MAX);
    const outcomes: Outcome[] = [];
    const untilMs = performance.now() + (options.minutes ?? Infinity) * MINUTE_MS;
    for (const [index, disturbance] of plan.entries()) {
      if (performance.now() > untilMs) break;
      const outcome = await disturbed(world, disturbance);
      outcomes.push(outcome);
      options.onOutcome?.(outcome, index + 1, options.minutes === undefined ? plan.length : undefined);
    }
    await world.load.stop();
    const audited = await audit(world, options.seed);
    await options.inspect?.(world);
    const result = { ...audited, outcomes, died: world.died, seconds: (performance.now() - startedMs) / 1000 };
    if (isClean(result)) kept = undefined;
    return { ...result, ...(kept === undefined ? {} : { kept }) };
  } finally {
    await world.stop(kept);
  }
}

const keptFolder = (seed: number): string => join(tmpdir(), `drum-faults-${seed}-${process.pid}`);

const isClean = ({ findings, outcomes, died }: Omit<RunResult, 'kept'>): boolean =>
  died.length === 0 &&
  findings.every(({ faults }) => faults.length === 0) &&
  outcomes.every(({ trouble }) => trouble === undefined);

async function disturbed(world: World, disturbance: Disturbance): Promise<Outcome> {
  const { load } = world;
  load.calm();
  await setTimeout(disturbance.calmMs);
  load.hurry();
  await setTimeout(disturbance.hurriedMs);
  try {
    const { mendedMs, troubles } = await disturb(world, disturbance);
    load.calm();
    const recoveredSeconds = ((await load.recovered(mendedMs, RECOVERY_MS_MAX)) - mendedMs) / 1000;
    const trouble = troubles.join('; ');
    return { disturbance, recoveredSeconds, ...(trouble === '' ? {} : { trouble }) };
  } catch (error) {
    return { disturbance, trouble: String(error) };
  }
}
