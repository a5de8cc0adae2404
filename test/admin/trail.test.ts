import { beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { audited, auditedAtAnyRate, type Entry, type Trail } from '../../src/admin/keys/trail.ts';

const entry: Entry = { actor: 'key:shop.1', action: 'key.rotate', what: 'a', from: 'a', to: 'b' };

/** A trail that writes down what it is told, and fails where a test says so. */
function trailFor(fails: { record?: boolean; conclude?: boolean } = {}) {
  const told: unknown[] = [];
  const trail: Trail = {
    record: async (said) => {
      if (fails.record) throw new Error('the object is down');
      return told.push(said);
    },
    conclude: async (number, outcome) => {
      if (fails.conclude) throw new Error('the object is down');
      return told.push([number, outcome]);
    },
  };
  return { told, trail, change: async () => told.push('changed') && 'value' };
}

const broken = async (): Promise<never> => {
  throw new Error('KV is down');
};

let logged: MockInstance;
beforeEach(() => {
  logged = vi.spyOn(console, 'error').mockReturnValue(undefined);
});

describe.each([
  ['audited', audited],
  ['auditedAtAnyRate', auditedAtAnyRate],
])('a change that is %s', (_, made) => {
  it('is on the trail before it is made, and then how it went', async () => {
    const { told, trail, change } = trailFor();
    expect(await made(trail, entry, change)).toBe('value');
    expect([told.at(0), told.at(-1)]).toEqual([{ ...entry, outcome: 'pending' }, [1, 'done']]);
    expect(told).toContain('changed');
  });

  it('and fails is there as failed, and fails for who made it', async () => {
    const { told, trail } = trailFor();
    await expect(made(trail, entry, broken)).rejects.toThrow('KV is down');
    expect(told).toEqual([{ ...entry, outcome: 'pending' }, [1, 'failed']]);
  });

  it('stays made where its outcome cannot be written down', async () => {
    const { trail, change } = trailFor({ conclude: true });
    expect(await made(trail, entry, change)).toBe('value');
    expect(logged).toHaveBeenCalledWith(expect.stringContaining('audit_failed'));
  });
});

describe('where the trail cannot be written', () => {
  it('no key is made or rotated', async () => {
    const { told, trail, change } = trailFor({ record: true });
    await expect(audited(trail, entry, change)).rejects.toMatchObject({ why: { code: 'unavailable' } });
    expect(told).toEqual([]);
  });

  it('a key is revoked all the same, and the log has what the trail has not', async () => {
    const { told, trail, change } = trailFor({ record: true });
    expect(await auditedAtAnyRate(trail, entry, change)).toBe('value');
    expect(told).toEqual(['changed']);
    expect(logged).toHaveBeenCalledWith(expect.stringContaining('"what":"a"'));
  });
});
