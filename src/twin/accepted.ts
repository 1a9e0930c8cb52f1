/** What the tenant took on that is about no managed device. */
import type { TwinContext } from './context.ts'
import type { LedgerAction } from './ledger.ts'
import { toIso } from './moments.ts'
import { nowSeconds, type Tenant } from './tenant.ts'

/** No device is named, so the judge of "acted on twice" passes over it. */
export function recordAccepted(context: TwinContext, tenant: Tenant, { action, target }: { readonly action: LedgerAction; readonly target: string }): void {
  const { requestId, clientRequestId } = context.get('exchange')
  tenant.ledger.push({
    kind: 'accepted',
    at: toIso(nowSeconds(tenant)),
    requestId,
    clientRequestId,
    action,
    target,
    deviceId: null,
    incarnation: null,
    serialNumber: null,
  })
}
