import { Command } from 'commander';

/** A command of `drum`. */
export class DrumCommand extends Command {
  /**
   * An option that must be given. Commander's own looks for missing options before unknown ones, so that a mistyped option
   * would be told as another one that is missing; this looks when all options are known.
   */
  needs(flags: string, description: string): this {
    this.option(flags, `${description} (required)`);
    const name = this.options.at(-1)?.attributeName() ?? '';
    return this.hook('preAction', (_hooked, acting) => {
      if (acting === this && this.getOptionValue(name) === undefined) {
        this.error(`error: required option '${flags}' not specified`);
      }
    });
  }
}
