using Clearing.Settlement.Results;

namespace Clearing.Settlement.Engine;

/// <content>Questions of people, which change nothing and cost little.</content>
public sealed partial class SettlementEngine
{
    private readonly Lazy<EngineLooks> _looks;

    /// <summary>Where an account stands.</summary>
    public AccountLook LookAt(int account) => _looks.Value.Account(account);

    /// <summary>What an account has for each class, highest first.</summary>
    public ClassLook[] ClassesOf(int account) => _looks.Value.Classes(account);

    /// <summary>The bilateral limits of an account, by payee.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="from">Those towards this account and behind it.</param>
    /// <param name="most">So many.</param>
    public List<LimitLook> LimitsOf(int account, int from, int most) => _looks.Value.Limits(account, from, most);

    /// <summary>Looks for one payment that waits; false where it does not. Walks over what its payer has waiting.
    /// </summary>
    /// <param name="payer">Who is to pay it.</param>
    /// <param name="number">Its number.</param>
    /// <param name="to">To what it is added.</param>
    /// <param name="why">The tests that it fails.</param>
    public bool TryLookFor(int payer, int number, List<WaitingLook> to, List<FailedTest> why) =>
        _looks.Value.Find(payer, number, to, why);

    /// <summary>Adds the next waiting payments by rank, and what holds each of them back.</summary>
    /// <param name="payer">Of whom; -1 = all.</param>
    /// <param name="from">Those of this rank and behind it; 0 = from the first.</param>
    /// <param name="most">So many payments.</param>
    /// <param name="to">To what they are added.</param>
    /// <param name="why">The tests that they fail, payment by payment.</param>
    public void QueueOf(int payer, ulong from, int most, List<WaitingLook> to, List<FailedTest> why) =>
        _looks.Value.Queue(payer, from, most, to, why);
}
