using System.Diagnostics;
using System.Text;

namespace Clearing.EndToEnd.Tests;

/// <summary>How a process ended.</summary>
internal sealed record Ended(int Code, string Out, string Error);

/// <summary>The built program, started as a person starts it.</summary>
internal sealed class ClearingProcess : IDisposable
{
    // Far beyond what any scenario takes; a process that hangs must not hang the build.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly string Program =
        Checkout.PathOf($"src/Clearing.Cli/bin/{Checkout.Configuration}/net10.0/clearing.dll");

    private readonly Process _process;
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource _firstErrorLine = new();
    private readonly List<string> _errorLines = [];
    private TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ClearingProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Runs to the end.</summary>
    public static async Task<Ended> RunAsync(params string[] arguments)
    {
        using ClearingProcess process = Start(arguments);
        return await process.EndAsync();
    }

    /// <summary>Runs to the end, as if the machine had that many processors.</summary>
    public static async Task<Ended> RunOnProcessorsAsync(int processors, params string[] arguments)
    {
        using ClearingProcess process = Start(arguments, processors);
        return await process.EndAsync();
    }

    public static ClearingProcess Start(params string[] arguments) => Start(arguments, processors: null);

    /// <summary>Runs a line of shell in a folder; <c>clearing</c> is the built program.</summary>
    public static ClearingProcess StartShell(string line, string folder)
    {
        ProcessStartInfo start = StartOf("sh", "-c", $"clearing() {{ exec dotnet {Program} \"$@\"; }}\n{line}");
        start.WorkingDirectory = folder;
        return Start(start);
    }

    private static ClearingProcess Start(string[] arguments, int? processors)
    {
        ProcessStartInfo start = StartOf(["dotnet", Program, .. arguments]);
        if (processors is { } count)
        {
            start.Environment["DOTNET_PROCESSOR_COUNT"] = $"{count}";
        }

        return Start(start);
    }

    private static ProcessStartInfo StartOf(params string[] command) =>
        // What a shell without job control puts in the background ignores interrupts, and so would its children.
        new("env", ["--default-signal=INT", .. command])
        {
            WorkingDirectory = Checkout.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };

    private static ClearingProcess Start(ProcessStartInfo start)
    {
        ClearingProcess started = new(Process.Start(start)!);
        started._process.StandardInput.Close();
        started._process.ErrorDataReceived += started.Hear;
        started._process.BeginErrorReadLine();
        return started;
    }

    /// <summary>Completes when the program has said something on standard error.</summary>
    public Task FirstErrorLineAsync() => _firstErrorLine.Task.WaitAsync(Patience);

    /// <summary>Completes when a line on standard error, said already or later, is as asked for.</summary>
    public async Task<string> ErrorLineAsync(Func<string, bool> isIt)
    {
        using CancellationTokenSource patience = new(Patience);
        for (int seen = 0; ; seen++)
        {
            string line = await LineAsync(seen, patience.Token);
            if (isIt(line))
            {
                return line;
            }
        }
    }

    /// <summary>The next line of the result.</summary>
    public async Task<string?> ReadLineAsync() => await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);

    /// <summary>Ends it without a chance to do anything.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>What a terminal sends when somebody presses Ctrl-C.</summary>
    public void Interrupt()
    {
        using Process kill = Process.Start("kill", ["-INT", $"{Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Reads the first line of the result and closes the pipe, as <c>head -1</c> does.</summary>
    public async Task<string?> ReadLineAndCloseAsync()
    {
        string? line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        _process.StandardOutput.Close();
        return line;
    }

    public async Task<Ended> EndAsync(bool outIsClosed = false)
    {
        using CancellationTokenSource patience = new(Patience);
        string output = outIsClosed ? "" : await _process.StandardOutput.ReadToEndAsync(patience.Token);
        await _process.WaitForExitAsync(patience.Token);
        return new Ended(_process.ExitCode, output, _error.ToString());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private async Task<string> LineAsync(int index, CancellationToken patience)
    {
        while (true)
        {
            Task heard;
            lock (_errorLines)
            {
                if (index < _errorLines.Count)
                {
                    return _errorLines[index];
                }

                heard = _heard.Task;
            }

            await heard.WaitAsync(patience);
        }
    }

    private void Hear(object sender, DataReceivedEventArgs e)
    {
        if (e.Data is { } line)
        {
            _error.Append(line).Append('\n');
            _firstErrorLine.TrySetResult();
            TaskCompletionSource heard;
            lock (_errorLines)
            {
                _errorLines.Add(line);
                heard = _heard;
                _heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            heard.SetResult();
        }
    }
}
