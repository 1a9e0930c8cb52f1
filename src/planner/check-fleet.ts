/**
 * The fleet's own document: which profile it names, and what it asks for that cannot be had.
 *
 * A wish that this version does not keep is a warning at its place: nobody may take it for kept.
 */
import { suggestion } from './did-you-mean.ts'
import type { ApprovalRule, Fleet } from './documents.generated.ts'
import { type Problem, type ProblemCode, problem } from './problem.ts'
import { findProfile, type Profile } from './profile/profile.ts'
import { placeOf, type SourceDocument } from './repository.ts'

const DEFAULT_PROFILE = 'intune-2018'

type Report = (code: ProblemCode, detail: string, pointer: string, fix: string) => void

/** null where no such profile exists. */
export function checkFleet(fleet: SourceDocument<Fleet>, problems: Problem[]): Profile | null {
  const { spec } = fleet.document
  const report: Report = (code, detail, pointer, fix) => problems.push(problem(code, detail, placeOf(fleet, pointer), fix))
  const name = spec.profile ?? DEFAULT_PROFILE
  if (spec.provider?.intune && name !== 'intune-2026')
    report(
      'REEVE_PROFILE_REQUIRED',
      'The tables of 2018 do not know that deleting a corporate Android phone wipes it today.',
      spec.profile ? '/spec/profile' : '/spec/provider/intune',
      'Write profile: intune-2026.',
    )
  for (const [index, rule] of (Array.isArray(spec.approvals) ? spec.approvals : []).entries())
    checkApprovalRule(rule, { pointer: `/spec/approvals/${index}`, principals: spec.principals ?? {} }, report)
  warnOfWhatIsNotKept(spec, report)
  return findProfile(name)
}

interface RulePlace {
  readonly pointer: string
  readonly principals: Readonly<Record<string, readonly string[]>>
}

function checkApprovalRule({ from, signatures }: ApprovalRule, { pointer, principals }: RulePlace, report: Report): void {
  const unknown = [...from.entries()].filter(([, group]) => !Object.hasOwn(principals, group))
  for (const [position, group] of unknown)
    report(
      'REEVE_UNKNOWN_PRINCIPALS',
      `"${group}" is not a group in spec.principals.`,
      `${pointer}/from/${position}`,
      suggestion(group, Object.keys(principals)) ?? 'Name a group of spec.principals, or add it there.',
    )
  if (unknown.length > 0) return

  // Somebody in two groups signs once.
  const people = new Set(from.flatMap((group) => principals[group] ?? []).map((person) => person.trim().toLowerCase())).size
  if (people < signatures)
    report(
      'REEVE_CONTRADICTION',
      `Signatures of ${signatures} people are asked for, and ${from.join(' and ')} ${from.length === 1 ? 'holds' : 'hold'} ${people}: the rule can never be met.`,
      pointer,
      'Ask for fewer signatures, or add people to the groups.',
    )
}

function warnOfWhatIsNotKept({ source, notify }: Fleet['spec'], report: Report): void {
  if (source?.signatures !== undefined)
    report(
      'REEVE_NOT_ENFORCED_YET',
      'This version cannot check signatures of commits, so nothing at all is applied.',
      '/spec/source/signatures',
      'Leave it out, and let the git host refuse commits that are not signed.',
    )
  if (source?.branch !== undefined)
    report(
      'REEVE_NOT_ENFORCED_YET',
      'This version does not look at branches: what it is pointed at counts, whichever branch that is.',
      '/spec/source/branch',
      'Run reeve apply on that branch only.',
    )
  if (notify !== undefined)
    report('REEVE_NOT_ENFORCED_YET', 'This version sends no messages.', '/spec/notify', 'Watch the exit code and the report of reeve apply.')
}
