/** For processes of a server: the server alone decides when they go, after their last work. */
export function endOnlyWithTheServer(): void {
  // A terminal sends these to all processes of a group.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1'] as const) process.on(signal, () => undefined);
  // A log that nobody reads any more must not end the process.
  process.stderr.on('error', () => undefined);
}
