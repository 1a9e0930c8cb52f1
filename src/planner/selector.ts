/** Compiled three-valued selectors. */
export interface Selector { readonly todo: true }
