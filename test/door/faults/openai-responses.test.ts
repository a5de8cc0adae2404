import { RESPONSES_CLIENT } from '../../support/faults/clients.ts';
import { AS_IT_COMES } from '../../support/faults/expected.ts';
import { OPENAI_AT_RESPONSES } from '../../support/faults/kinds.ts';
import { wall } from '../../support/faults/wall.ts';

wall('openai behind Responses', OPENAI_AT_RESPONSES, RESPONSES_CLIENT, AS_IT_COMES);
