import { expect } from 'chai';
import { totalmem } from 'node:os';
import { spawn, type ChildProcess } from 'node:child_process';
import { systemClock } from '#config/clock.ts';
import { readParameters } from '#config/parameters.ts';
import type { Metric } from '#protocol/monitoring/metrics.ts';
import { until } from '../../../test/country/poll.ts';
import { keptLog } from '../../../test/quiet-log.ts';
import { Environment } from './environment.ts';
import { Histogram } from './histogram.ts';
import { packagesIn } from './packages.ts';
import { startTime } from './processes.ts';
import { Sensing } from './sensing.ts';

const ALL = { names: new Set<string>(), isLimited: false };
const NOT_DER = Uint8Array.of(1, 2, 3);

describe('The environment of a server', () => {
  const log = keptLog();
  const environment = new Environment({
    clock: systemClock,
    log,
    parameters: { ...readParameters(), 'env-monitor.system-metrics-sensor-interval': 0.02 },
    certificates: () => Promise.resolve([{ use: 'AUTH_OR_SIGN', certificate: NOT_DER, isActive: true }]),
  });
  let child: ChildProcess;
  const value = (metrics: readonly Metric[], name: string): string | undefined => {
    const found = metrics.find((metric) => metric.name === name);
    return found?.kind === 'single' ? found.value : undefined;
  };
  const list = (name: string): readonly Metric[] => {
    const found = environment.metrics(ALL).find((metric) => metric.name === name);
    return found?.kind === 'set' ? found.metrics : [];
  };

  before(async () => {
    child = spawn('sleep', ['60'], { stdio: 'ignore' });
    environment.start();
    await until('all has been measured', () => {
      const names = environment.metrics(ALL).map((metric) => metric.name);
      return names.includes('SystemCpuLoad') && names.includes('Processes') && names.includes('DiskSpaceTotal_/');
    });
  });
  after(() => {
    environment.stop();
    child.kill();
  });

  it('is measured on this machine, by X-Road’s names and in its order', () => {
    const metrics = environment.metrics(ALL);
    expect(metrics.map(({ name }) => name)).to.deep.equal([
      ...['Certificates', 'DiskSpaceFree_/', 'DiskSpaceTotal_/', 'MaxFileDescriptorCount', 'OperatingSystem'],
      ...['TotalPhysicalMemory', 'TotalSwapSpace'],
      ...['CommittedVirtualMemory', 'FreePhysicalMemory', 'FreeSwapSpace', 'OpenFileDescriptorCount', 'SystemCpuLoad'],
      ...['Processes', 'Xroad Processes', 'Packages'],
    ]);
    expect(Number(value(metrics, 'TotalPhysicalMemory'))).to.equal(totalmem());
    expect(Number(value(metrics, 'DiskSpaceFree_/'))).to.be.within(1, Number(value(metrics, 'DiskSpaceTotal_/')));
    expect(value(metrics, 'OperatingSystem')).to.match(/^Linux version /);
    const open = metrics.find(({ name }) => name === 'OpenFileDescriptorCount');
    expect(open?.kind === 'histogram' && open.max).to.be.greaterThan(3);
    expect(log.entries).to.deep.equal([]);
  });

  it('lists processes as ps does, and the server’s own with their command lines', () => {
    const own = list('Xroad Processes');
    const sleeping = own.find(({ name }) => name === String(child.pid));
    const fields = sleeping?.kind === 'set' ? sleeping.metrics : [];
    expect(fields.map(({ name }) => name)).to.deep.equal([
      ...['processId', 'command', 'cpuLoad', 'memUsed', 'startTime', 'userId'],
    ]);
    expect(value(fields, 'command')).to.equal('sleep 60');
    for (const name of ['cpuLoad', 'memUsed']) expect(value(fields, name)).to.match(/^\d+\.\d$/);
    expect(own.map(({ name }) => name)).to.include(String(process.pid));
    expect(list('Processes').length).to.be.at.least(own.length);
  });

  it('is told by name, and in part where it is limited', () => {
    const names = (query: Partial<typeof ALL>) => environment.metrics({ ...ALL, ...query }).map(({ name }) => name);
    expect(names({ names: new Set(['TotalSwapSpace', 'nothing']) })).to.deep.equal(['TotalSwapSpace']);
    expect(names({ isLimited: true })).to.deep.equal(['Certificates', 'OperatingSystem']);
    expect(names({ isLimited: true, names: new Set(['Processes']) })).to.deep.equal([]);
  });
});

describe('A histogram of the environment', () => {
  it('is of the values of the last hour', () => {
    const histogram = new Histogram();
    expect(histogram.metric('x', new Date(0))).to.equal(undefined);
    histogram.add(1_000, 0);
    for (const [index, each] of [4, 1, 3, 2].entries()) histogram.add(each, 3_600_000 + index);
    expect(histogram.metric('x', new Date(0))).to.deep.equal({
      ...{ kind: 'histogram', name: 'x', updated: new Date(0), min: 1, max: 4, mean: 2.5, median: 2.5 },
      deviation: Math.sqrt(5 / 3),
    });
    histogram.add(9, 3_600_010);
    expect(histogram.metric('x', new Date(0))).to.include({ median: 3, max: 9 });
  });
});

describe('Lists of the environment', () => {
  it('say when a process was started', () => {
    const now = new Date(2026, 5, 15, 12, 0);
    expect(startTime(new Date(2026, 5, 15, 7, 5), now)).to.equal('07:05');
    expect(startTime(new Date(2026, 5, 14, 13, 0), now)).to.equal('Jun14');
    expect(startTime(new Date(2025, 11, 31), now)).to.equal('2025');
  });

  it('name packages with their versions', () => {
    expect(packagesIn('adduser/3.137ubuntu1\nlibc6/2.39-0/x\n\nbroken\n')).to.deep.equal([
      { kind: 'single', name: 'adduser', value: '3.137ubuntu1' },
      { kind: 'single', name: 'libc6', value: '2.39-0/x' },
    ]);
  });
});

describe('A sensor', () => {
  it('never measures twice at once, and says once that it fails', async () => {
    const log = keptLog();
    let underWay = 0;
    let most = 0;
    let measured = 0;
    const sensing = new Sensing(
      'thing',
      async () => {
        underWay += 1;
        most = Math.max(most, underWay);
        await Promise.resolve();
        underWay -= 1;
        measured += 1;
        throw new Error('broken');
      },
      0.005,
      log,
    );
    sensing.start();
    sensing.again();
    await until('it measures again', () => measured >= 4);
    sensing.stop();
    expect(most).to.equal(1);
    expect(log.entries.map(({ message, fields }) => [message, fields.what])).to.deep.equal([
      ['The environment could not be measured', 'thing'],
    ]);
  });
});
