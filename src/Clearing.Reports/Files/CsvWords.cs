using Clearing.Settlement.Model;

namespace Clearing.Reports.Files;

/// <summary>The words of <c>payments.csv</c> for the enumerations of the engine; empty for "none".</summary>
internal static class CsvWords
{
    private static readonly string[] Priorities = Lower<Priority>();
    private static readonly string[] Statuses = Lower<PaymentStatus>();
    private static readonly string[] Routes = Lower<Route>();
    private static readonly string[] Reasons = Lower<Reason>();

    public static string Of(Priority priority) => Priorities[(int)priority];

    public static string Of(PaymentStatus status) => Statuses[(int)status];

    public static string Of(Route route) => Routes[(int)route];

    public static string Of(Reason reason) => Reasons[(int)reason];

    private static string[] Lower<T>()
        where T : struct, Enum =>
        [.. Enum.GetNames<T>().Select(name => name == "None" ? "" : name.ToLowerInvariant())];
}
