#!/usr/bin/env python3
"""What one receiver costs: start, memory, processor time and latency at a steady rate, and a flood.

usage: Genesys.Benchmarks/Pod/pod.py [options] VARIANT...

VARIANT is a folder that `dotnet publish Genesys.Receiver -c Release -o FOLDER` made, with variables of its own behind it:
/tmp/out,DOTNET_TieredPGO=0,DOTNET_gcServer=0. Variants are measured by turns. `bare` is the bare Kestrel endpoint of compare.sh.
Events name a conversation, ten to one, which is fetched from a stub that answers at once; the journal is SQLite.

ready     ms from the start of the process to the first 200 of /health (/ of the bare endpoint)
first     ms from the start of the process to the first accepted event, sent when /health was 200
cpu       ms of processor time until then
idle      MB resident 3 s after that
p50, p99  ms of the events of the first --seconds at --rate, each from the moment at which it was due to be sent
MB        resident at the end of these
us/event  processor time of the process for each
flood/s   accepts a second of wrk with 64 connections, and its p99
peak      MB resident at most, all the while; after: 5 s after the flood
"""
import argparse, asyncio, json, multiprocessing, os, re, shutil, signal, socket, statistics, subprocess, sys, tempfile, time, uuid

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BODY = ('{"id": "%s", "source": "genesys.cloud", "account": "123456789012", "event_type": "genesys.cloud.conversation.updated", '
        '"time": "2024-05-01T12:34:56Z", "data": {"id": "evt-1", "conversation_id": "%s", "routing_queue_id": "3a1c1f0e-5b7d-4c55-9d43-7a2f8a6b1c22", '
        '"additional_properties": {"direction": "inbound", "media_type": "voice", "provider": "Edge", "skill": "billing", "language": "en-us", '
        '"priority": 3, "wait_seconds": 41.5, "transferred": false, "participants": ["customer", "acd", "agent"], "note": null}}}')
RUN = uuid.uuid4().hex[:8]
sent = 0


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


# ---- Genesys Cloud and a webhook's consumer, both at once

def stub(port):
    async def serve(reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"content-length: *(\d+)", head, re.I)
                if length:
                    await reader.readexactly(int(length[1]))
                elif re.search(rb"transfer-encoding: *chunked", head, re.I):
                    while (size := int(await reader.readline(), 16)):
                        await reader.readexactly(size + 2)
                    await reader.readline()
                path = head.split(b" ", 2)[1]
                if path.startswith(b"/oauth/token"):
                    answer = b'{"access_token":"token","token_type":"bearer","expires_in":86400}'
                else:
                    name = path.rsplit(b"/", 1)[-1]
                    answer = b'{"id":"' + name + b'","startTime":"2024-05-01T12:30:00.000Z","participants":[' + b",".join(
                        [b'{"id":"p","purpose":"agent","calls":[{"state":"connected","direction":"inbound","provider":"Edge"}]}'] * 8) + b"]}"
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(answer), answer))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def run():
        server = await asyncio.start_server(serve, "127.0.0.1", port)
        await server.serve_forever()

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(run())


# ---- one receiver

class Group:
    """A control group (version 1) with so much processor and memory; none without."""

    def __init__(self, cpu, memory):
        self.folders = []
        for controller, settings in (("cpu", cpu and [("cpu.cfs_period_us", 100_000), ("cpu.cfs_quota_us", int(cpu * 100_000))]),
                                     ("memory", memory and [("memory.limit_in_bytes", memory * 1024 * 1024)])):
            if settings:
                folder = f"/sys/fs/cgroup/{controller}/pod-{os.getpid()}"
                os.makedirs(folder, exist_ok=True)
                for name, value in settings:
                    with open(f"{folder}/{name}", "w") as file:
                        file.write(str(value))
                self.folders.append(folder)

    def enter(self):
        for folder in self.folders:
            with open(f"{folder}/cgroup.procs", "w") as file:
                file.write(str(os.getpid()))

    def remove(self):
        for folder in self.folders:
            os.rmdir(folder)


def status(pid, name):
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith(name + ":"))


def processor(pid):
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def body(n):
    return (BODY % (f"{RUN}-{n}", f"c0ffee00-{RUN}-{n // 10}")).encode()


class Connections:
    def __init__(self, port):
        self.port, self.idle = port, []

    async def send(self, content, path="/eventbridge/subscription", method="POST"):
        reader, writer = self.idle.pop() if self.idle else await asyncio.open_connection("127.0.0.1", self.port)
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n"
        if content is not None:
            head += f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
        writer.write(head.encode() + b"\r\n" + (content or b""))
        answer = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: *(\d+)", answer, re.I)
        if length:
            await reader.readexactly(int(length[1]))
        else:
            while (size := int(await reader.readline(), 16)):
                await reader.readexactly(size + 2)
            await reader.readline()
        self.idle.append((reader, writer))
        return int(answer[9:12])


async def measure(process, port, options, bare, started):
    connections = Connections(port)
    while True:
        if process.poll() is not None:
            raise SystemExit("It ended before it was ready.")
        try:
            if await connections.send(None, "/" if bare else "/health", "GET") in ((404, 405, 200) if bare else (200,)):
                break
        except OSError:
            await asyncio.sleep(0.002)
    ready = time.monotonic() - started
    code = await connections.send(body(-1))
    first = time.monotonic() - started
    assert code == 200, code
    start = processor(process.pid)
    await asyncio.sleep(options.rest)
    idle = status(process.pid, "VmRSS")

    found = {"ready": ready * 1000, "first": first * 1000, "cpu": start * 1000, "idle": idle}
    p50, p99, each = await at_rate(process, connections, options.seconds, options)
    found |= {"p50": p50, "p99": p99, "MB": status(process.pid, "VmRSS"), "us/event": each}
    if options.flood:
        if options.warm:
            await flood(process, port, options.warm, options)
        found |= await flood(process, port, options.flood, options)
        await asyncio.sleep(5)
        found |= {"after": status(process.pid, "VmRSS")}
    if options.steady:
        p50, p99, each = await at_rate(process, connections, options.steady, options)
        found |= {"steady p99": p99, "steady MB": status(process.pid, "VmRSS"), "steady us": each}
    return found | {"peak": status(process.pid, "VmHWM")}


async def at_rate(process, connections, seconds, options):
    """p50 and p99 in ms, and microseconds of processor time for each event, what follows an event in its second included."""
    global sent
    latencies, before, begun, failed = [], processor(process.pid), time.monotonic(), 0

    async def one(n, due):
        nonlocal failed
        failed += await connections.send(body(n)) != 200
        latencies.append((time.monotonic() - due) * 1000)

    tasks = []
    for n in range(options.rate * seconds):
        due = begun + n / options.rate
        while (wait := due - time.monotonic()) > 0:
            await asyncio.sleep(wait)
        tasks.append(asyncio.create_task(one(sent, due)))
        sent += 1
    await asyncio.gather(*tasks)
    await asyncio.sleep(1)
    if failed:
        print(f"{failed} events weren't accepted", file=sys.stderr)
    latencies.sort()
    return statistics.median(latencies), latencies[int(len(latencies) * 0.99)], (processor(process.pid) - before) * 1e6 / len(latencies)


async def flood(process, port, seconds, options):
    before = processor(process.pid)
    wrk = await asyncio.create_subprocess_exec(
        "wrk", "-t2", "-c64", f"-d{seconds}s", "--latency", "-s", os.path.join(REPOSITORY, "Genesys.Benchmarks/Http", options.script),
        f"http://127.0.0.1:{port}", stdout=asyncio.subprocess.PIPE)
    text = (await wrk.communicate())[0].decode()
    requests = int(re.search(r"(\d+) requests in", text)[1])
    return {"flood/s": float(re.search(r"Requests/sec: *([\d.]+)", text)[1]), "flood us": (processor(process.pid) - before) * 1e6 / requests,
            "flood p99": re.search(r"99% *(\S+)", text)[1]}


def run(variant, options, genesys):
    folder, *variables = variant.split(",")
    bare = folder == "bare"
    port, journal = free_port(), tempfile.mkdtemp(prefix="pod-", dir=options.folder)
    environment = os.environ | {
        "ASPNETCORE_URLS": f"http://127.0.0.1:{port}", "Intake__Auth__Mode": "None", "ConnectionStrings__journal": f"{journal}/journal.db",
        "GENESYS_API_BASE": f"http://127.0.0.1:{genesys}", "GENESYS_LOGIN_BASE": f"http://127.0.0.1:{genesys}", "GENESYS_CLIENT_ID": "pod",
        "GENESYS_CLIENT_SECRET": "pod", "AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS": f"http://127.0.0.1:{genesys}",
        "AWS_ACCESS_KEY_ID": "pod", "AWS_SECRET_ACCESS_KEY": "pod", "Logging__LogLevel__Default": "Warning"}
    if options.destination:
        environment |= {"Destinations__crm__Type": "Webhook", "Destinations__crm__Url": f"http://127.0.0.1:{genesys}/consumer",
                        "Destinations__crm__Secrets__0": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"}
    environment |= dict(one.split("=", 1) for one in variables)
    program = ["dotnet", f"{REPOSITORY}/Genesys.Benchmarks/bin/Release/net10.0/Genesys.Benchmarks.dll", "bare-kestrel"] if bare \
        else [f"{folder}/Genesys.Receiver"]
    group = Group(options.cpu, options.memory)
    started = time.monotonic()
    process = subprocess.Popen(program, env=environment, preexec_fn=group.enter, stdout=subprocess.DEVNULL)
    try:
        return asyncio.run(measure(process, port, options, bare, started))
    finally:
        process.terminate()
        process.wait()
        group.remove()
        shutil.rmtree(journal)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("variants", nargs="+")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rate", type=int, default=300, help="events a second")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rest", type=float, default=3, help="seconds between the first event and the others")
    parser.add_argument("--flood", type=int, default=0, help="seconds of wrk after it")
    parser.add_argument("--warm", type=int, default=0, help="seconds of it before that, which aren't told")
    parser.add_argument("--steady", type=int, default=0, help="seconds at the rate after all that")
    parser.add_argument("--script", default="valid.lua", help="what wrk sends")
    parser.add_argument("--cpu", type=float, help="cores, by a control group")
    parser.add_argument("--memory", type=int, help="MB, by a control group")
    parser.add_argument("--destination", action="store_true", help="hand everything on to a webhook")
    parser.add_argument("--folder", help="where journals are made")
    options = parser.parse_args()
    genesys = free_port()
    other = multiprocessing.Process(target=stub, args=(genesys,), daemon=True)
    other.start()
    all_found = {variant: [] for variant in options.variants}
    show = lambda name, found: print(f"{name[-48:]:48}", *(f"{key} {value if isinstance(value, str) else format(value, '.1f' if value < 100 else '.0f')}  "
                                                     for key, value in found.items()), flush=True)
    for _ in range(options.runs):
        for variant in options.variants:
            found = run(variant, options, genesys)
            all_found[variant].append(found)
            show(variant, found)
    if options.runs > 1:
        print("median")
        for variant, found in all_found.items():
            show(variant, {key: statistics.median(one[key] for one in found) for key in found[0] if not isinstance(found[0][key], str)})
    print("load average:", *os.getloadavg())
    other.terminate()


main()
