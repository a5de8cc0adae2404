/** A request's look-ups and nothing else: two values through the isolate's cache, then its own body. */

import { Cache, type Moment } from '../../../src/cache.ts';
import { unixMs } from '../../../src/unit.ts';

interface Bindings {
  readonly POLICIES: KVNamespace;
}

const CAPACITY = 1000;
const keys = new Cache<string>(CAPACITY);
const policies = new Cache<string>(CAPACITY);

async function answer(request: Request, { POLICIES }: Bindings, moment: Moment): Promise<Response> {
  const name = new URL(request.url).pathname;
  const load = async (): Promise<string> => (await POLICIES.get(name)) ?? 'nothing';
  const found = [await keys.get(name, load, moment), await policies.get(name, load, moment)];
  return new Response(`${found.join(' ')} ${(await request.text()).length}`);
}

export default {
  fetch(request: Request, env: Bindings, ctx: ExecutionContext): Promise<Response> {
    const moment = { now: unixMs(Date.now()), waitUntil: (work: Promise<unknown>) => ctx.waitUntil(work) };
    const answered = answer(request, env, moment);
    ctx.waitUntil(answered.then(Boolean, Boolean));
    return answered;
  },
};
