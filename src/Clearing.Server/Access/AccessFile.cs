using System.Security.Cryptography;
using Clearing.Scenarios;
using Microsoft.Extensions.Logging;

namespace Clearing.Server.Access;

/// <summary>
/// The access file in force. It is looked at once a second; when it has changed, and is the same at the next look, so
/// that nobody is writing it, it is read again. What it says is in force then, unless something is wrong with it: then
/// what was in force stays, and the log says why.
/// </summary>
public sealed class AccessFile : IDisposable
{
    private readonly string _path;
    private readonly Func<string, int> _indexOf;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _watch;
    private readonly Lock _lock = new();
    private AccessList _list;
    private byte[] _seen;
    private byte[]? _changed;

    private AccessFile(
        string path, Func<string, int> indexOf, TimeProvider time, ILogger logger, AccessList list, byte[] seen)
    {
        _path = path;
        _indexOf = indexOf;
        _time = time;
        _logger = logger;
        _list = list;
        _seen = seen;
        TimeSpan often = TimeSpan.FromSeconds(1);
        _watch = time.CreateTimer(_ => Look(), null, often, often);
    }

    /// <summary>What is in force.</summary>
    public AccessList List => Volatile.Read(ref _list);

    /// <summary>Opens the file.</summary>
    /// <exception cref="AccessException">It says nothing that could be in force.</exception>
    public static AccessFile Open(string path, Func<string, int> indexOf, TimeProvider time, ILogger logger)
    {
        byte[] seen = Look(path);
        AccessResult read = AccessReader.Read(path, indexOf, time.GetUtcNow());
        return read.List is { } list
            ? new AccessFile(path, indexOf, time, logger, list, seen)
            : throw new AccessException(read.Errors);
    }

    public void Dispose() => _watch.Dispose();

    private static byte[] Look(string path)
    {
        try
        {
            return SHA256.HashData(File.ReadAllBytes(path));
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private void Look()
    {
        lock (_lock)
        {
            byte[] now = Look(_path);
            bool isSettled = _changed is not null && now.AsSpan().SequenceEqual(_changed);
            _changed = now.AsSpan().SequenceEqual(_seen) ? null : now;
            if (_changed is null || !isSettled)
            {
                return;
            }

            AccessResult read = AccessReader.Read(_path, _indexOf, _time.GetUtcNow());
            if (!Look(_path).AsSpan().SequenceEqual(now))
            {
                return;
            }

            _seen = now;
            _changed = null;
            if (read.List is { } list)
            {
                Volatile.Write(ref _list, list);
                AccessLog.Changed(_logger, _path, list.Principals.Count);
                return;
            }

            foreach (ScenarioError error in read.Errors)
            {
                AccessLog.Broken(_logger, error.File, error.Line, error.Column, error.Code, error.Message);
            }
        }
    }
}

/// <summary>An access file cannot be in force.</summary>
public sealed class AccessException(IReadOnlyList<ScenarioError> errors)
    : Exception($"The access file has {errors.Count} errors; the first: {errors[0].Message}.")
{
    /// <summary>By place.</summary>
    public IReadOnlyList<ScenarioError> Errors { get; } = errors;
}
