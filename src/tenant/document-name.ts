/** The names that KV has for a tenant's documents; what lies under them says `documents.ts`. Pure. */

import type { TenantId } from './policy.ts';

export const documentName = (tenant: TenantId): string => `tenant:${tenant}`;
export const goodName = (tenant: TenantId): string => `tenant:${tenant}@good`;
export const snapshotName = (tenant: TenantId, version: number): string => `tenant:${tenant}@${version}`;

/** The version that a name is the snapshot of; null for every other name. */
export function snapshotVersion(tenant: TenantId, name: string): number | null {
  const prefix = `tenant:${tenant}@`;
  const version = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  return /^[1-9]\d*$/.test(version) ? Number(version) : null;
}
