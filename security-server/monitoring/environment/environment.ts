import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import type { Parameters } from '#config/parameters.ts';
import type { Metric } from '#protocol/monitoring/metrics.ts';
import { CertificateSensor, type UsedCertificate } from './certificates.ts';
import { DiskSensor } from './disk-sensor.ts';
import { ListingSensor } from './listing-sensor.ts';
import { Sensing } from './sensing.ts';
import { SystemSensor } from './system-sensor.ts';

export interface MetricsQuery {
  /** None: all. */
  readonly names: ReadonlySet<string>;
  /** Whether the asker is told of certificates and the operating system alone. */
  readonly isLimited: boolean;
}

export interface EnvironmentOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly parameters: Parameters;
  readonly certificates: () => Promise<readonly UsedCertificate[]>;
}

/** What metrics others than the owner are told of where the operator limits them. */
const LIMITED: ReadonlySet<string> = new Set(['Certificates', 'OperatingSystem']);

/** The machine that the server runs on and the certificates that it has, measured at intervals whether anybody asks or not. */
export class Environment {
  private readonly clock: Clock;
  private readonly system = new SystemSensor();
  private readonly disk = new DiskSensor();
  private readonly listing: ListingSensor;
  private readonly certificates: CertificateSensor;
  private readonly sensing: readonly Sensing[];

  constructor({ clock, log, parameters, certificates }: EnvironmentOptions) {
    this.clock = clock;
    this.listing = new ListingSensor(() => clock.now());
    this.certificates = new CertificateSensor(certificates);
    const { system, disk, listing } = this;
    this.sensing = [
      new Sensing('system', () => system.measure(), parameters['env-monitor.system-metrics-sensor-interval'], log),
      new Sensing('disk', () => disk.measure(), parameters['env-monitor.disk-space-sensor-interval'], log),
      new Sensing('listings', () => listing.measure(), parameters['env-monitor.exec-listing-sensor-interval'], log),
      new Sensing(
        'certificates',
        () => this.certificates.measure(),
        parameters['env-monitor.certificate-info-sensor-interval'],
        log,
      ),
    ];
  }

  start(): void {
    for (const sensing of this.sensing) sensing.start();
  }

  /** The certificates have changed. */
  certificatesChanged(): void {
    this.sensing.at(-1)?.again();
  }

  stop(): void {
    for (const sensing of this.sensing) sensing.stop();
  }

  /** In X-Road's order; what has not been measured yet is left out. */
  metrics({ names, isLimited }: MetricsQuery): readonly Metric[] {
    const byName = (one: Metric, other: Metric): number => (one.name < other.name ? -1 : 1);
    return [
      ...[this.certificates.metric()].flatMap((metric) => metric ?? []),
      ...[...this.disk.simple(), ...this.listing.simple(), ...this.system.simple()].sort(byName),
      ...this.system.distributions(this.clock.now()),
      ...this.listing.listings(),
    ].filter(({ name }) => (names.size === 0 || names.has(name)) && (!isLimited || LIMITED.has(name)));
  }
}
