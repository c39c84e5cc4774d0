import type zh from './benefits.zh'

/** English words of the public page of policies. */
const benefits: typeof zh = {
  benefit: {
    title: 'Policies and claims',
    lead: 'If you were told of a policy, look it up and claim it with the number and the code of the notice: no account, no more papers. What is granted without an application needs no claim.',
    number: 'Number (city code)',
    code: 'Claim code',
    hint: 'Both stand on the notice; if it is lost, ask the unit that told you.',
    look: 'Show what I fit',
    need: 'Fill in the number and the code.',
    who: 'Claimant',
    amount: 'Amount due',
    yuan: '{n} yuan',
    until: 'until {day}',
    automatic: 'Granted without an application',
    claim: 'Claim it',
    claimed: 'The claim was taken; it is paid when it is granted.',
    asks: 'Conditions',
    basis: 'Basis',
    worth: 'Amount',
    list: 'Policies that may be claimed now',
    none: 'There is no policy to claim now.',
    demonstration: 'demonstration',
    lost: 'No connection; try again.',
  },
}

export default benefits
