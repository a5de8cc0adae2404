/** Everything that is measured, group by group: on the project's own held-aside rows, and on a folder of public rows. */

import { askedGroup, readAskedRows } from './asked.ts';
import { attackGroup } from './attacks.ts';
import { CLINC_FILES, clincGroup, readClinc } from './clinc.ts';
import { difficultyGroup, readGradedRows } from './difficulty.ts';
import { domainRoutesGroup, readDomainTask } from './domain-routes.ts';
import type { Group } from './figure.ts';
import { followGroup } from './follow-ups.ts';
import { ownPoliciesGroups, readOwnPolicies } from './own-policies.ts';
import { RECOVERED_FILES, recoveredGroup } from './recovered.ts';
import { clincRobustnessGroup, ownRobustnessGroup } from './robustness.ts';
import { demandFiles } from './rows.ts';
import { SGD_FILES, sgdGroup } from './sgd.ts';
import { SIGNAL_FILES, signalsGroup } from './signal-groups.ts';

const OWN_FILES = [
  ...['asked', 'asked-2', 'attacks', 'attacks-2', 'difficulty', 'difficulty-2', 'easy', 'followups'].map(
    (name) => `${name}.jsonl`,
  ),
  ...SIGNAL_FILES,
];
const PUBLIC_FILES = [...CLINC_FILES, ...SGD_FILES, ...RECOVERED_FILES];

/** On `test/held-aside`. Throws UnreadableRows. */
export function* ownGroups(folder: string): Generator<Group> {
  demandFiles(folder, OWN_FILES);
  const policies = readOwnPolicies(folder);
  const asked = readAskedRows(folder);
  const graded = readGradedRows(folder);
  const domains = readDomainTask(folder);
  yield domainRoutesGroup(domains);
  yield* ownPoliciesGroups(policies);
  yield followGroup(folder);
  yield askedGroup(folder);
  yield difficultyGroup(folder, graded);
  yield signalsGroup(folder);
  yield ownRobustnessGroup({ asked, graded, routing: [domains, ...policies] });
  yield attackGroup(folder);
}

/** On a folder that holds CLINC150, SGD and RouteLLM's outcomes. Throws UnreadableRows. */
export function* publicGroups(folder: string): Generator<Group> {
  demandFiles(folder, PUBLIC_FILES);
  const clinc = readClinc(folder);
  yield clincGroup(clinc);
  yield sgdGroup(folder);
  yield recoveredGroup(folder);
  yield clincRobustnessGroup(clinc);
}
