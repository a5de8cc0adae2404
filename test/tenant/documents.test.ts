import { beforeEach, describe, expect, it } from 'vitest';
import { KV_CACHE_SECONDS } from '../../src/cache.ts';
import { sha256Hex } from '../../src/tenant/key.ts';
import { tenantId } from './document.ts';
import { emptyKv, isolate, kv } from './isolate.ts';

const shop = tenantId('shop');

beforeEach(emptyKv);

/** As the tenant's object puts, for an isolate that asked it to. */
async function putNext({ documents }: ReturnType<typeof isolate>, text: string): Promise<void> {
  const version = ((await documents().current(shop))?.version ?? 0) + 1;
  await kv.put(`tenant:shop@${version}`, text, { metadata: { version } });
  await kv.put('tenant:shop', text, { metadata: { version } });
  documents().learn(shop, { text, version, sha256: await sha256Hex(text) });
}

describe('the current document', () => {
  it('is what this isolate wrote, while KV may still show what was there before, and no longer', async () => {
    const here = isolate();
    await putNext(here, '"first"');
    await putNext(here, '"second"');
    // As a data centre's cache of KV would show it.
    await kv.put('tenant:shop', '"first"', { metadata: { version: 1 } });
    expect(await here.documents().current(shop)).toMatchObject({ version: 2, text: '"second"' });
    expect(await isolate().documents().current(shop)).toMatchObject({ version: 1 });
    here.state.now += KV_CACHE_SECONDS * 1000 - 1;
    expect(await here.documents().current(shop)).toMatchObject({ version: 2 });
    here.state.now += 1;
    expect(await here.documents().current(shop)).toMatchObject({ version: 1 });
  });

  it('is what this isolate wrote also where KV still says that there is none', async () => {
    const here = isolate();
    await putNext(here, '"first"');
    await kv.delete('tenant:shop');
    expect(await here.documents().current(shop)).toMatchObject({ version: 1, text: '"first"' });
  });

  it('is what others wrote as soon as KV shows it', async () => {
    const [here, there] = [isolate(), isolate()];
    await putNext(here, '"first"');
    await putNext(there, '"second"');
    expect(await here.documents().current(shop)).toMatchObject({ version: 2 });
  });

  it('is never older than what was learnt last, and what KV shows once that is known to be newer', async () => {
    const here = isolate();
    await putNext(here, '"first"');
    await putNext(here, '"second"');
    here.documents().learn(shop, { text: '"first"', version: 1, sha256: await sha256Hex('"first"') });
    await kv.put('tenant:shop', '"raw"');
    expect(await here.documents().current(shop)).toMatchObject({ version: 2, text: '"second"' });
    expect(await here.documents().shown(shop)).toMatchObject({ version: 0, text: '"raw"' });
    here.documents().forget(shop);
    expect(await here.documents().current(shop)).toMatchObject({ version: 0, text: '"raw"' });
  });
});

describe('a snapshot', () => {
  it('is a version as it was, whatever is in force', async () => {
    const here = isolate();
    await putNext(here, '"first"');
    await putNext(here, '"second"');
    expect(await here.documents().snapshot(shop, 1)).toEqual({
      ...{ text: '"first"', version: 1, sha256: await sha256Hex('"first"') },
    });
    expect(await here.documents().snapshot(shop, 3)).toBeNull();
  });
});
