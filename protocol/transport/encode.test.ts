import { expect } from 'chai';
import { decode, encode, response, responseOptions, soap, soapOptions } from '../../test/transport-messages.ts';
import { drumError, type DrumError } from '../errors.ts';
import type { OutgoingMessage } from './encode.ts';

describe('a message whose signature is there already', () => {
  it('is written as one whose signature is made at its end', async () => {
    const seal = {
      signature: Buffer.from('<s/>'),
      hashChain: Buffer.from('<c/>'),
      hashChainResult: Buffer.from('<r/>'),
    };
    const bodies = [{ content: [Buffer.from('bo'), Buffer.from('dy')] }];
    expect(await encode({ bodies, seal })).to.deep.equal(await encode({ bodies, seal: () => seal }));
  });
});

describe('a message that fails while it is written', () => {
  const failing: Partial<OutgoingMessage> = {
    content: { kind: 'rest-response', bytes: response.bytes },
    seal: () => {
      throw new Error('no token');
    },
  };

  it('throws, where nothing says how to tell it', async () => {
    let thrown: unknown;
    await encode(failing).catch((error: unknown) => (thrown = error));
    expect(String(thrown)).to.equal('Error: no token');
  });

  it('ends in a fault in place of the signature', async () => {
    const faultOf = (error: DrumError) => error.withPrefix('server.serverproxy');
    const read = await decode(await encode({ ...failing, faultOf }), responseOptions);
    expect(read).to.deep.include({ kind: 'fault' });
    expect(read.kind === 'fault' && read.fault).to.include({
      code: 'server.serverproxy.internal_error',
      message: 'Internal error',
    });
  });

  it('closes its attachments first', async () => {
    function* broken(): Generator<Buffer> {
      yield Buffer.from('half');
      throw drumError('network_error', 'The service broke off');
    }
    const content = { kind: 'soap', bytes: soap, contentType: 'text/xml', headers: [] } as const;
    const bytes = await encode({ content, bodies: [{ content: broken() }], faultOf: (error) => error });
    const read = await decode(bytes, { ...responseOptions, ...soapOptions });
    expect(read.kind === 'fault' && read.fault.code).to.equal('network_error');
  });

  it('has one body at most where it is REST', async () => {
    const bodies = [{ content: [] }, { content: [] }];
    let thrown: unknown;
    await encode({ bodies }).catch((error: unknown) => (thrown = error));
    expect(String(thrown)).to.equal('TypeError: A REST message has at most one body');
  });
});
