using System.Reflection;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;

namespace Parley.Integrations.Scripts;

/// <summary>What a script is given of the world around it; everything goes as text, so that no object of the server is within reach.</summary>
internal interface IScriptHost
{
    void Log(string level, string text);

    string? Stored(string key);

    void Store(string key, string json);

    /// <returns>JSON of <c>{status,headers,content}</c> or <c>{failure}</c>.</returns>
    string Http(string method, string address, string optionsJson);
}

/// <summary>The script did not end as a script should; what it says is for its author.</summary>
internal sealed class ScriptException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// One script in an interpreter of its own: no files, no network but <see cref="IScriptHost"/>, no .NET, no compiling of text, limits on time, memory,
/// recursion and the size of what a single operation builds (SEC-055). Not safe for parallel use.
/// </summary>
internal sealed class ScriptSandbox
{
    /// <summary>What one call may allocate, freed or not, so its live memory is less.</summary>
    private const long MostBytesPerCall = 32 * 1024 * 1024;

    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(3);
    private static readonly Prepared<Acornima.Ast.Script> _helpers = Engine.PrepareScript(ReadHelpers());

    private readonly Engine _engine;
    private readonly ObjectInstance _driver;

    /// <exception cref="ScriptException">The script fails while it is set up.</exception>
    public ScriptSandbox(string script, bool isVm2, IScriptHost host)
    {
        _engine = new Engine(options =>
        {
            options.Strict = false;
            options.TimeoutInterval(_longest);
            options.LimitMemory(MostBytesPerCall);
            options.LimitRecursion(200);
            options.MaxStatements(5_000_000);
            options.MaxArraySize(200_000);
            options.RegexTimeoutInterval(TimeSpan.FromMilliseconds(500));
            options.DisableStringCompilation();
            // Nothing happens beside the script, so a promise that waits then waits for ever.
            options.Constraints.PromiseTimeout = TimeSpan.FromMilliseconds(200);
        });
        _driver = Guarded(() =>
        {
            var start = _engine.Evaluate(_helpers);
            var world = new JsObject(_engine);
            Give(world, "log", args => { host.Log(args.At(0).ToString(), args.At(1).ToString()); return JsValue.Undefined; });
            Give(world, "stored", args => host.Stored(args.At(0).ToString()) is { } text ? new JsString(text) : JsValue.Undefined);
            Give(world, "store", args => { host.Store(args.At(0).ToString(), args.At(1).ToString()); return JsValue.Undefined; });
            Give(world, "http", args => new JsString(host.Http(args.At(0).ToString(), args.At(1).ToString(), args.At(2).ToString())));
            Give(world, "make", _ => _engine.Evaluate(_make));
            world.FastSetProperty("hasHttp", new PropertyDescriptor(isVm2 ? JsBoolean.True : JsBoolean.False, false, true, false));
            world.FastSetProperty("hasFetch", new PropertyDescriptor(isVm2 ? JsBoolean.False : JsBoolean.True, false, true, false));
            var driver = _engine.Invoke(start, world).AsObject();
            _engine.Execute(Prepare(script));
            return driver;
        });
    }

    private static readonly Prepared<Acornima.Ast.Script> _make = Engine.PrepareScript("typeof Script === 'function' ? new Script() : undefined");

    /// <summary>Bytes that all calls have allocated together; what is kept between calls is less.</summary>
    public long Allocated { get; private set; }

    /// <returns>The first complaint of the compiler; null when there is none.</returns>
    public static (string Name, string Message)? Complaint(string script)
    {
        try
        {
            Prepare(script);
            return null;
        }
        catch (Exception failure) when (failure is ScriptPreparationException or Acornima.ParseErrorException or ScriptException or InsufficientExecutionStackException)
        {
            return ("SyntaxError", (failure.InnerException ?? failure).Message);
        }
    }

    /// <exception cref="ScriptException">It failed, or broke a limit.</exception>
    public bool Has(string method) => Guarded(() => _engine.Invoke(_driver.Get("has"), method).AsBoolean());

    /// <returns>JSON of <c>{value}</c>; null when the script gave nothing.</returns>
    /// <exception cref="ScriptException">It failed, or broke a limit.</exception>
    public string? Run(string method, string argumentJson)
    {
        var answer = Guarded(() => _engine.Invoke(_driver.Get("run"), method, argumentJson).UnwrapIfPromise().ToString());
        return answer == "none" ? null : answer;
    }

    private static Prepared<Acornima.Ast.Script> Prepare(string script)
    {
        var prepared = Engine.PrepareScript(script);
        // Their arithmetic cannot be stopped half-way.
        if (prepared.Program is { } program && HasBigNumber(program)) throw new ScriptException("Numbers with n at their end are not allowed");
        return prepared;
    }

    private static bool HasBigNumber(Acornima.Ast.Node root)
    {
        var open = new Stack<Acornima.Ast.Node>([root]);
        while (open.TryPop(out var node))
        {
            if (node is Acornima.Ast.BigIntLiteral) return true;
            foreach (var child in node.ChildNodes)
            {
                if (child is not null) open.Push(child);
            }
        }
        return false;
    }

    private T Guarded<T>(Func<T> act)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            return act();
        }
        catch (Exception failure) when (failure is JintException or TimeoutException or System.Text.RegularExpressions.RegexMatchTimeoutException or InvalidOperationException or ArgumentException or InsufficientExecutionStackException or OverflowException)
        {
            throw new ScriptException(failure.Message.Length > 1000 ? failure.Message[..1000] : failure.Message, failure);
        }
        finally
        {
            Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private void Give(JsObject world, string name, Func<JsValue[], JsValue> act) =>
        world.FastSetProperty(name, new PropertyDescriptor(new ClrFunction(_engine, name, (_, args) => act(args)), false, true, false));

    private static string ReadHelpers()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Parley.Integrations.Scripts.helpers.js")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
