/** Exchanges that may take their next long step (0.3 to 0.5 ms of computing) in one turn of the event loop. */
const STEPS_PER_TURN_MAX = 4;

/** Who goes first: an exchange that is nearly done makes room, one that begins takes it. */
type Urgency = 'begins' | 'goes-on';

/**
 * Lets few exchanges at a time compute. What arrives together, such as the answers of one commit of the log, would otherwise be
 * worked on in one turn of the event loop, and all of it would go on together: the server at the other end, which waits for
 * the first of them, would have nothing to do, and then this one. A lone exchange never waits.
 */
export class Turns {
  private readonly waiting: Readonly<Record<Urgency, (() => void)[]>> = { 'goes-on': [], begins: [] };
  private left = STEPS_PER_TURN_MAX;
  private scheduled = false;

  /** Before a long step. Undefined where it may be taken at once. */
  take(urgency: Urgency): Promise<void> | undefined {
    this.schedule();
    if (this.left > 0) {
      this.left -= 1;
      return undefined;
    }
    return new Promise((resolve) => {
      this.waiting[urgency].push(resolve);
    });
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    // After whatever has arrived meanwhile.
    setImmediate(() => {
      this.next();
    });
  }

  private next(): void {
    this.scheduled = false;
    this.left = STEPS_PER_TURN_MAX;
    const { begins } = this.waiting;
    const goesOn = this.waiting['goes-on'];
    while (this.left > 0 && goesOn.length + begins.length > 0) {
      this.left -= 1;
      (goesOn.shift() ?? begins.shift())?.();
    }
    if (goesOn.length + begins.length > 0) this.schedule();
  }
}
