using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports.Files;

/// <summary>The words of <c>payments.csv</c> for the enumerations of the engine; empty for "none".</summary>
internal static class CsvWords
{
    private static readonly string[] Priorities = Lower<Priority>();
    private static readonly string[] Statuses = Lower<PaymentStatus>();
    private static readonly string[] Routes = Lower<Route>();
    private static readonly string[] Reasons = Lower<Reason>();
    private static readonly string[] Mechanisms = Lower<MechanismKind>();
    private static readonly string[] Steps = Lower<FailureStepKind>();
    private static readonly string[] Failures = Lower<FailureEvent>();
    private static readonly string[] States = Lower<QueueState>();
    private static readonly string[] Tests = Lower<WaitTest>();

    public static string Of(Priority priority) => Priorities[(int)priority];

    public static string Of(PaymentStatus status) => Statuses[(int)status];

    public static string Of(Route route) => Routes[(int)route];

    public static string Of(Reason reason) => Reasons[(int)reason];

    public static string Of(MechanismKind kind) => Mechanisms[(int)kind];

    public static string Of(FailureStepKind kind) => Steps[(int)kind];

    public static string Of(FailureEvent kind) => Failures[(int)kind];

    public static string Of(QueueState state) => States[(int)state];

    public static string Of(WaitTest test) => Tests[(int)test];

    // CutOff is written cut-off.
    private static string[] Lower<T>()
        where T : struct, Enum =>
        [.. Enum.GetNames<T>().Select(name => name == "None" ? "" : Kebab(name))];

    private static string Kebab(string name) => string.Concat(name.Select((c, i) =>
        (i > 0 && char.IsUpper(c) ? "-" : "") + char.ToLowerInvariant(c)));
}
