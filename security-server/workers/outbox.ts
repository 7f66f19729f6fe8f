/** Collects what is to be sent in one turn of the event loop, so that it goes with one message between processes. */
export class Outbox<Item> {
  private items: Item[] = [];
  private readonly send: (items: readonly Item[]) => void;

  constructor(send: (items: readonly Item[]) => void) {
    this.send = send;
  }

  add(item: Item): void {
    this.items.push(item);
    if (this.items.length > 1) return;
    setImmediate(() => {
      const { items } = this;
      this.items = [];
      this.send(items);
    });
  }
}
