namespace Clearing.Grains.Clusters;

/// <summary>
/// Told when this process cannot be one of its cluster any more, mostly because the others gave it up. Orleans would
/// end the process on the spot; the program says why first.
/// </summary>
internal sealed class ClusterEnd : IFatalErrorHandler
{
    private readonly TaskCompletionSource<string> _why = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when it is so: why.</summary>
    public Task<string> Why => _why.Task;

    public bool IsUnexpected(Exception exception) => exception is not OperationCanceledException;

    public void OnFatalException(object? sender, string? context, Exception? exception) =>
        _why.TrySetResult($"{context} {exception?.Message}".Trim());
}
