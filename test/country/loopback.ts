import { createServer, type Server } from 'node:net';

/** A port that no program of a country listens on; who holds it on a block's first address holds the block. */
const RESERVATION_PORT = 49_151;
const BLOCKS = 254;

/** Loopback addresses 127.1.N.1 to 127.1.N.254 of one country alone, whoever else runs tests or a sandbox on this machine. */
export class LoopbackBlock {
  private readonly block: number;
  private readonly reservation: Server;

  private constructor(block: number, reservation: Server) {
    this.block = block;
    this.reservation = reservation;
  }

  static async reserve(): Promise<LoopbackBlock> {
    const first = Math.floor(Math.random() * BLOCKS);
    for (let tried = 0; tried < BLOCKS; tried += 1) {
      const block = 1 + ((first + tried) % BLOCKS);
      const reservation = await reserved(addressIn(block, 1));
      if (reservation !== undefined) return new LoopbackBlock(block, reservation);
    }
    throw new Error('Every block of 127.1.0.0/16 is in use');
  }

  address(host: number): string {
    return addressIn(this.block, host);
  }

  release(): void {
    this.reservation.close();
  }
}

const addressIn = (block: number, host: number): string => `127.1.${block}.${host}`;

function reserved(address: string): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(undefined);
    });
    server.listen({ host: address, port: RESERVATION_PORT }, () => {
      server.unref();
      resolve(server);
    });
  });
}
