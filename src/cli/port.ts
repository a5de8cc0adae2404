/**
 * The address that `npm start` answers on: a TCP relay in front of workerd's own socket. Bytes pass unchanged, both ways,
 * as they arrive. It is there for two things. The port is taken before anything is read or written, so that a second
 * service on it stops at once and harms nothing; a caller who is early waits. And a client that hangs up is noticed at
 * once, as it is by Cloudflare's edge: workerd overlooks a peer that only closes its end (FIN) until it next writes,
 * which may be never while a provider thinks, but heeds a reset (RST). So the one becomes the other here. The price: a
 * client that half-closes its connection while it waits for an answer counts as gone, as it does behind most proxies.
 */

import { connect, createServer, type Socket } from 'node:net';
import { Unstartable } from './unstartable.ts';

/** 127.0.0.1 only: the service has a well-known admin token and key. */
const HOST = '127.0.0.1';
const DEFAULT_PORT = 8787;

/** Reads `PORT`; unset or empty is 8787, and 0 lets the system choose. Throws Unstartable for anything but a port. */
export function readPort(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_PORT;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new Unstartable(`PORT is "${text}", which is not a port number: choose one, as in PORT=8788 npm start`);
}

export interface Port {
  /** `http://127.0.0.1:8787`, without a slash at the end. */
  readonly url: string;
  /** Lets callers in, those who wait already first. `workerd` is asked for each, since a restarted one may have moved. */
  readonly open: (workerd: () => Promise<URL>) => void;
}

/** Takes the port. Rejects with Unstartable when it is taken or not allowed. */
export async function takePort(port: number): Promise<Port> {
  const { promise: opened, resolve: open } = Promise.withResolvers<() => Promise<URL>>();
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (client) => {
    client.on('error', () => client.destroy());
    opened
      .then((workerd) => workerd())
      .then((url) => relay(client, url))
      .catch((error: unknown) => {
        console.error(error);
        client.resetAndDestroy();
      });
  });
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(port, HOST, resolve);
  await listening.catch((error: NodeJS.ErrnoException) => {
    throw new Unstartable(why(error, port), { cause: error });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has no TCP address.');
  return { url: `http://${HOST}:${address.port}`, open };
}

function relay(client: Socket, to: URL): void {
  if (client.destroyed) return;
  const workerd = connect({ host: to.hostname, port: Number(to.port), noDelay: true });
  // Without `end: false` a FIN would go out first, and a reset after it goes unheard.
  client.pipe(workerd, { end: false }).pipe(client);
  client.once('end', () => workerd.resetAndDestroy());
  client.once('close', () => workerd.resetAndDestroy());
  workerd.once('error', () => client.resetAndDestroy());
}

function why(error: NodeJS.ErrnoException, port: number): string {
  const choose = 'choose another, as in PORT=8788 npm start';
  if (error.code === 'EADDRINUSE') {
    return `Port ${port} is taken, perhaps by a service that was started before: ${choose}`;
  }
  if (error.code === 'EACCES') return `Port ${port} may not be used without more rights: ${choose}`;
  return `Port ${port} cannot be used (${error.message}): ${choose}`;
}
