namespace Clearing.Cli.Verbs;

/// <summary>
/// Tells progress at once and in order, unlike <see cref="Progress{T}"/>, which hands over to another thread.
/// </summary>
internal sealed class Teller<T>(Action<T> tell) : IProgress<T>
{
    public void Report(T value) => tell(value);
}
