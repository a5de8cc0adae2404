import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { readPort, takePort } from '../../src/cli/port.ts';

describe('PORT', () => {
  it.each([
    [undefined, 8787],
    ['', 8787],
    ['8788', 8788],
    ['0', 0],
  ])('%s is %i', (text, port) => expect(readPort(text)).toBe(port));

  it.each(['eighty', '80000', '-1', '8787.5', ' 8787', '0x50'])('"%s" is refused with what to do', (text) => {
    expect(() => readPort(text)).toThrow(
      `PORT is "${text}", which is not a port number: choose one, as in PORT=8788 npm start`,
    );
  });
});

describe('the port', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  /** A taken port in front of a server that stands for workerd. */
  async function givenPort(answer: (request: IncomingMessage, response: ServerResponse) => void) {
    const server = createServer(answer).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no address');
    const port = await takePort(0);
    return { server, url: port.url, open: () => port.open(async () => new URL(`http://127.0.0.1:${address.port}`)) };
  }

  it('lets in who came before it was open', async () => {
    const { url, open } = await givenPort((_, response) => response.end('here'));
    const early = fetch(url);
    open();
    expect(await (await early).text()).toBe('here');
  });

  it('passes every byte, both ways', async () => {
    const { url, open } = await givenPort((request, response) => request.pipe(response));
    open();
    const body = Uint8Array.from({ length: 3_000_000 }, (_, index) => (index * 31) % 256);
    const echoed = await fetch(url, { method: 'POST', body });
    expect(Buffer.compare(Buffer.from(await echoed.arrayBuffer()), body)).toBe(0);
  });

  it('tells workerd by a reset when a client has gone that waits for an answer', { timeout: 5000 }, async () => {
    const { url, open, server } = await givenPort(() => undefined);
    open();
    const reset = Promise.withResolvers<unknown>();
    server.on('connection', (socket) => socket.once('error', reset.resolve));
    const client = connect(Number(new URL(url).port), '127.0.0.1');
    client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    await once(server, 'request');
    client.end();
    expect(await reset.promise).toMatchObject({ code: 'ECONNRESET' });
  });

  it('shows a client that its answer broke off', async () => {
    const { url, open } = await givenPort((_, response) => {
      response.write('half of it', () => response.destroy());
    });
    open();
    await expect(fetch(url).then((response) => response.text())).rejects.toThrow();
  });

  it('says which port is taken, and what to do', async () => {
    const { port } = new URL((await takePort(0)).url);
    await expect(takePort(Number(port))).rejects.toThrow(
      `Port ${port} is taken, perhaps by a service that was started before: choose another, as in PORT=8788 npm start`,
    );
  });
});
