/** Says when a plan was made without knowing what was done before: latches then rest on the inventory alone. */
import type { Guardrail } from './guardrail.ts'

export const checkHistoryKnown: Guardrail = ({ history }) => ({
  verdicts: history.known
    ? [
        {
          guardrail: 'history',
          result: 'pass',
          message: history.entries.length === 1 ? '1 past action is known.' : `${history.entries.length} past actions are known.`,
        },
      ]
    : [
        {
          guardrail: 'history',
          result: 'notChecked',
          message: 'Past actions are not known here; what was done already may be planned again, and is checked before anything is sent.',
        },
      ],
  blocked: new Set(),
  deferred: new Map(),
})
