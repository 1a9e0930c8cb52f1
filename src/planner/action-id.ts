/** The id of an action: at most one request for the same may ever be executed, and this names the same. */
import { digestOf } from './canonical.ts'
import type { ActionName } from './documents.generated.ts'

/** k. What an incarnation is depends on the target: an enrolment of a device, a user's object id, the rule of a platform. */
export interface ActionKey {
  readonly tenant: string
  readonly incarnation: string
  readonly effect: ActionName
  readonly cause: string
}

export function actionIdOf({ tenant, incarnation, effect, cause }: ActionKey): string {
  return `a-${digestOf({ tenant, incarnation, effect, cause }).slice('sha256:'.length, 'sha256:'.length + 24)}`
}
