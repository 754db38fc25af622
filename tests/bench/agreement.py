"""Trains routers on the CPU and on another device and says whether they are worth the same within noise.

    python3 tests/bench/agreement.py FOLDER_OF_BINARIES FOLDER_FOR_OUTPUT DEVICE

With one seed both devices learn from the same rows in the same order; first weights, dropout and the lambdas of a batch
are drawn by the device. So the differences between the two, seed by seed, have mean zero. A method differs where the
99% interval of that mean lies beyond a twentieth of the standard error that its value is shown with, or beyond 0.5% of
its training loss, which says more: it does not hang on the queries that were held out. Then a training on the device is
stopped, goes on, and is stopped again. Exit code 1 names what differs.
"""

import json
import math
import os
import shutil
import signal
import statistics
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

METHODS = {  # number of seeds; one where nothing is drawn by the device
    "rm-interval": 8,
    "rm-softmax": 8,
    "rm-classification": 8,
    "plug-in": 1,
    "plug-in-neural": 8,
    "ipw-policy": 8,
}
QUANTILE_99 = {8: 3.499}  # of Student's distribution, two-sided, by the number of differences
THREADS = 4  # of each training
MANY_EPOCHS = 100_000  # more than are trained before the stop


def command(bin_folder, workspace, *options):
    return [os.path.join(bin_folder, "fairlead-cli"), "train", workspace, "--json", *options]


def train(bin_folder, workspace, method, seed, device):
    own = f"{workspace}.{method}.{seed}.{device}"
    shutil.copyfile(workspace, own)
    done = subprocess.run(command(bin_folder, own, "--dataset", "demo", "--method", method, "--seed", str(seed),
                                  "--device", device, "--name", "agreement"), capture_output=True, text=True,
                          env={**os.environ, "OMP_NUM_THREADS": str(THREADS)})
    os.remove(own)
    if done.returncode != 0:
        sys.exit(f"agreement.py: {method} on {device}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def mean_and_noise(differences):
    """The mean difference, and how far from zero noise may have brought it."""
    mean = statistics.mean(differences)
    if len(differences) == 1:
        return mean, 0
    return mean, QUANTILE_99[len(differences)] * statistics.stdev(differences) / math.sqrt(len(differences))


def compare(method, pairs):
    """A line on routers of the two devices, [cpu, device] for every seed, and whether they agree."""
    error = pairs[0][0]["held_out_utility_se"]
    value, value_noise = mean_and_noise([b["held_out_utility"] - a["held_out_utility"] for a, b in pairs])
    line = (f"{method:18} {statistics.mean(a['held_out_utility'] for a, _ in pairs):9.5f} {value:+10.6f} "
            f"{value_noise:9.6f} {error:9.5f}")
    agrees = abs(value) <= value_noise + error / 20
    if pairs[0][0]["curve"]:
        loss, loss_noise = mean_and_noise([b["curve"][-1]["loss"] / a["curve"][-1]["loss"] - 1 for a, b in pairs])
        line += f" {loss:+10.3%} {loss_noise:9.3%}"
        agrees = agrees and abs(loss) <= loss_noise + 0.005
    return line, agrees


def stop_after(process, epochs):
    for line in process.stderr:
        if line.startswith(f"epoch {epochs} of"):
            process.send_signal(signal.SIGINT)
            break
    process.stderr.read()
    return process.wait()


def stop_and_go_on(bin_folder, workspace, out, device):
    """Both trainings of one router are stopped; the second goes on from the first's epochs."""
    config = os.path.join(out, "many-epochs.json")
    with open(config, "w", encoding="utf-8") as file:
        json.dump({"correction": {"epochs": MANY_EPOCHS}}, file)
    name = f"stopped on {device}"
    for options, epochs in ((["--dataset", "demo", "--config", config, "--device", device, "--name", name], 3),
                            (["--resume", name], 12)):
        process = subprocess.Popen(command(bin_folder, workspace, *options), stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        if stop_after(process, epochs) not in (0, 130):
            sys.exit(f"agreement.py: a stop after epoch {epochs} on {device} failed")
        result = json.loads(process.stdout.read())
        reached = [point["epoch"] for point in result["curve"]]
        if not result["stopped"] or reached != list(range(1, len(reached) + 1)) or len(reached) < epochs:
            sys.exit(f"agreement.py: stopped after epoch {epochs} on {device}, but its curve has epochs {reached}")
        print(f"stopped on {device} after epoch {reached[-1]}")


def main():
    bin_folder, out, device = sys.argv[1:]
    workspace = os.path.join(out, "agreement.fairlead")
    if os.path.exists(workspace):
        os.remove(workspace)
    subprocess.run([os.path.join(bin_folder, "fairlead-cli"), "demo", workspace], check=True, stdout=subprocess.DEVNULL)
    print(f"{'':18} {'held out':>9} {'difference':>10} {'noise':>9} {'std error':>9} {'loss':>10} {'noise':>9}")
    differing = []
    with ThreadPoolExecutor(max(1, (os.cpu_count() or 1) // THREADS)) as pool:
        trained = {
            method: [[pool.submit(train, bin_folder, workspace, method, seed, each) for each in ("cpu", device)]
                     for seed in range(1, seeds + 1)]
            for method, seeds in METHODS.items()
        }
        for method, pairs in trained.items():
            line, agrees = compare(method, [[router.result() for router in pair] for pair in pairs])
            print(line, "" if agrees else "  DIFFERS", flush=True)
            if not agrees:
                differing.append(method)
    stop_and_go_on(bin_folder, workspace, out, device)
    if differing:
        sys.exit("agreement.py: worth more or less than noise allows: " + ", ".join(differing))


if __name__ == "__main__":
    main()
