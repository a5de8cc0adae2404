import { expect, it } from 'vitest';
import { Telemetry } from '../../src/learn/telemetry.ts';
import type { TenantId } from '../../src/tenant/policy.ts';
import { unixMs } from '../../src/unit.ts';

const shop = 'shop' as TenantId;
const quick = { arm: 'fast@instant', failed: false, firstContentMs: 100 } as const;
const failed = { arm: 'deep@thinking', failed: true, firstContentMs: null } as const;

it('is told with every fifty requests, by arm, and begins anew', () => {
  const telemetry = new Telemetry();
  for (let n = 1; n < 50; n++) expect(telemetry.see(shop, [failed, quick], unixMs(n))).toBeNull();
  expect(telemetry.see(shop, [quick], unixMs(50))).toEqual([
    { arm: 'deep@thinking', count: 49, failed: 49, timed: 0, firstContentMs: 0 },
    { arm: 'fast@instant', count: 50, failed: 0, timed: 50, firstContentMs: 5000 },
  ]);
  expect(telemetry.see(shop, [quick], unixMs(51))).toBeNull();
});

it('of fewer is told by the first request after a minute, and by tenant', () => {
  const telemetry = new Telemetry();
  expect(telemetry.see(shop, [quick], unixMs(0))).toBeNull();
  expect(telemetry.see('other' as TenantId, [failed], unixMs(1))).toBeNull();
  expect(telemetry.see(shop, [], unixMs(60_000))).toEqual([
    { arm: 'fast@instant', count: 1, failed: 0, timed: 1, firstContentMs: 100 },
  ]);
});
