/** What a Worker's isolate spends its time on, by V8's own sampling profiler, over workerd's inspector. */

import { setTimeout as wait } from 'node:timers/promises';

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
}

/** https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile */
export interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

/** `inspectorUrl` is `http://host:port`. Samples while `work` runs. Rejects when the inspector cannot be reached. */
export async function profiled(inspectorUrl: string, work: () => Promise<unknown>): Promise<Profile> {
  const targets = (await (await fetch(`${inspectorUrl}/json`)).json()) as readonly { webSocketDebuggerUrl: string }[];
  const [target] = targets.filter(({ webSocketDebuggerUrl }) => webSocketDebuggerUrl.endsWith('main'));
  if (target === undefined) throw new Error('workerd shows no Worker to its inspector.');
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', reject, { once: true });
  });
  let last = 0;
  const call = (method: string, params: object = {}): Promise<{ readonly profile?: Profile }> => {
    const id = ++last;
    return new Promise((resolve, reject) => {
      const hear = ({ data }: MessageEvent): void => {
        const said = JSON.parse(String(data));
        if (said.id !== id) return;
        socket.removeEventListener('message', hear);
        if (said.error === undefined) resolve(said.result);
        else reject(new Error(`${method}: ${said.error.message}`));
      };
      socket.addEventListener('message', hear);
      socket.send(JSON.stringify({ id, method, params }));
    });
  };
  await call('Profiler.enable');
  await call('Profiler.setSamplingInterval', { interval: 200 });
  await call('Profiler.start');
  await work();
  const { profile } = await call('Profiler.stop');
  socket.close();
  await wait(0);
  if (profile === undefined) throw new Error('The profiler brought nothing.');
  return profile;
}
