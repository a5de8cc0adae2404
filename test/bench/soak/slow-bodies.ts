/** Scenario `slow-loris`: hundreds of connections whose bodies come byte by byte, or not at all, beside others' requests. */

import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { BENCH_KEY } from '../policy.ts';
import { CHAT_PATH } from '../provider.ts';
import { type Finding, judged, megabytes, milliseconds, told } from './report.ts';
import { heldNow, sampled } from './sampling.ts';
import { startSignalbox, type Workplace } from './service.ts';
import { fare, wholeAnswers } from './whole-answers.ts';

const TRICKLE_MS = 1000;
/** Of every so many one never sends a byte. */
const SILENT = 5;
/** What `src/wire/body.ts` waits for, and some more: by then every one has been told. */
const PATIENCE_MS = 45_000;
const AS_BEFORE = 2;
/** A body that trickles may hold so much: its connection, its handler and what has come. */
const MOST_BYTES = 100 * 1024;

/** What one of them has been told, or null: it is still open. */
interface Slow {
  readonly socket: Socket;
  heard: string;
  isClosed: boolean;
}

function slowBody(url: string, isSilent: boolean): Slow {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const slow: Slow = { socket, heard: '', isClosed: false };
  const head = [
    `POST ${CHAT_PATH} HTTP/1.1`,
    `host: ${hostname}:${port}`,
    `authorization: Bearer ${BENCH_KEY}`,
    'content-type: application/json',
    'content-length: 100000',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  const timer = isSilent ? null : setInterval(() => socket.write(' '), TRICKLE_MS);
  socket.setEncoding('utf8').on('data', (text: string) => {
    slow.heard += text;
  });
  // One that is written to past its end is reset, and that is all there is to hear of it.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    if (timer !== null) clearInterval(timer);
    slow.isClosed = true;
  });
  return slow;
}

export async function slowBodies(place: Workplace, count: number): Promise<Finding> {
  const running = await startSignalbox(place);
  const next = wholeAnswers();
  const all: Slow[] = [];
  try {
    await fare(running.url, next);
    const before = await fare(running.url, next);
    const level = await heldNow(running.pid);
    const sampling = sampled(running.pid);
    const begun = performance.now();
    for (let at = 0; at < count; at++) all.push(slowBody(running.url, at % SILENT === 0));
    await wait(2 * TRICKLE_MS);
    const held = (await heldNow(running.pid)) - level;
    const beside = await fare(running.url, next, { seconds: 10 });
    while (all.some(({ isClosed }) => !isClosed) && performance.now() - begun < PATIENCE_MS) await wait(500);
    const seconds = (performance.now() - begun) / 1000;
    sampling.stop();
    const refused = all.filter(({ heard }) => heard.startsWith('HTTP/1.1 400') && heard.includes('too slowly')).length;
    const open = all.filter(({ isClosed }) => !isClosed).length;
    return {
      scenario: `slow-loris, ${count} connections`,
      lines: [
        judged(
          'p50 of 8 other connections before and beside',
          `${milliseconds(before.p50Ms)}, ${milliseconds(beside.p50Ms)}`,
          `at most ${AS_BEFORE} x as before`,
          beside.p50Ms <= AS_BEFORE * before.p50Ms,
        ),
        judged(
          'errors of others',
          [String(beside.errors.length), ...beside.errors.slice(0, 3)].join('; '),
          'none',
          beside.errors.length === 0,
        ),
        judged(
          'memory of a slow body',
          `${(held / count / 1024).toFixed(0)} KB`,
          `at most ${MOST_BYTES / 1024} KB`,
          held / count <= MOST_BYTES,
        ),
        told('memory at most', megabytes(Math.max(...sampling.samples.map(({ bytes }) => bytes)))),
        judged(
          'slow bodies that were refused (400)',
          `${refused}, within ${seconds.toFixed(0)} s`,
          'all',
          refused === count,
        ),
        judged('connections still open', String(open), 'none', open === 0),
      ],
    };
  } finally {
    for (const { socket } of all) socket.destroy();
    await running.stop();
  }
}
