/** What the compilers of documents share: lists, the profile, and a way to report at a place. */
import type { ListSource } from './documents.generated.ts'
import type { EpochSeconds } from './inventory.ts'
import { formatPlace, type Place, type Problem, type ProblemCode, problem } from './problem.ts'
import type { Profile } from './profile/profile.ts'
import { placeOf, type Repository, type SourceDocument } from './repository.ts'
import type { CompileContext } from './selector.ts'

export interface Reporter {
  readonly profile: Profile
  readonly now: EpochSeconds
  /** null when the list could not be read; the loader has said so. */
  readonly findList: CompileContext['findList']
  readonly report: (source: SourceDocument, code: ProblemCode, detail: string, pointer: string, fix?: string) => void
  readonly reportAt: (place: Place, code: ProblemCode, detail: string, fix?: string) => void
  readonly selectorContext: (source: SourceDocument, protects: boolean) => CompileContext
}

export function createReporter(repository: Repository, profile: Profile, now: EpochSeconds, problems: Problem[]): Reporter {
  const findList = (list: ListSource) => repository.lists.get(list.file) ?? null
  const reportAt: Reporter['reportAt'] = (place, code, detail, fix) => {
    problems.push(problem(code, detail, place, fix ?? null))
  }
  const report: Reporter['report'] = (source, code, detail, pointer, fix) => reportAt(placeOf(source, pointer), code, detail, fix)
  return {
    profile,
    now,
    findList,
    report,
    reportAt,
    selectorContext: (source, protects) => ({
      findList,
      protects,
      report: (code, detail, pointer, fix) => report(source, code, detail, pointer, fix),
      locate: (pointer) => formatPlace(placeOf(source, pointer)),
    }),
  }
}
