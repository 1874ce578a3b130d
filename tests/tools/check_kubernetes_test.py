#!/usr/bin/python3
"""tools/check_kubernetes takes what is there and finds what is made wrong of it."""

import importlib.machinery
import importlib.util
import os
import re
import sys

sys.dont_write_bytecode = True
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/check_kubernetes")
loader = importlib.machinery.SourceFileLoader("check_kubernetes", path)
tool = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
loader.exec_module(tool)

# What is found, when what matches is replaced.
CASES = (
    # Fields and types, wherever they are.
    ("terminationGracePeriod: is no field", "terminationGracePeriodSeconds",
     "terminationGracePeriod"),
    ("containerPort: is no int", "containerPort: 8400", 'containerPort: "8400"'),
    ("is of no API", "autoscaling/v2", "autoscaling/v9"),
    # What a pod may do.
    ("may run as root", "runAsNonRoot: true", "runAsNonRoot: false"),
    ("keeps capabilities", "- ALL", "- NET_RAW"),
    ("may write to its image", "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false"),
    ("may gain privileges", "allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true"),
    ("has no seccompProfile", "RuntimeDefault", "Unconfined"),
    ("gets a token of the cluster", "automountServiceAccountToken: false\n", "hostPID: false\n"),
    ("gets variables of Services", "enableServiceLinks: false\n", "hostPID: false\n"),
    ("has no resources.limits.memory", r"limits:\n( *)memory", r"limits:\n\1cpu"),
    ("has an image without a version", r":0\.1\.0\n", ":latest\n"),
    ("has a secret in a variable", "name: PGPASSFILE", "name: PGPASSWORD"),
    # How it starts, is asked and ends.
    ("has no livenessProbe", "livenessProbe", "startupProbe"),
    ("is not drained", "preStop", "postStart"),
    ("has no time to drain", "GracePeriodSeconds: 40", "GracePeriodSeconds: 20"),
    # What belongs to it.
    ("has no PodDisruptionBudget", r"(?s)(kind: PodDisruptionBudget.*?io/name: )checkin",
     r"\1nobody"),
    ("has no HorizontalPodAutoscaler", "minReplicas: 2", "minReplicas: 1"),
    ("has no headless Service", "clusterIP: None", "clusterIP: 192.0.2.1"),
    ("has no Service", "kind: Service\n", "kind: ConfigMap\n"),
    ("may be called by nobody", r"(?s)(kind: Deployment.*?)rollcall/tier: service",
     r"\1rollcall/tier: other"),
    ("takes back what its autoscaler did", "minReadySeconds: 2", "replicas: 1"),
    ("none denies", r"podSelector: \{\}", "podSelector: {matchLabels: {a: b}}"),
    ("is in a file", "kind: ConfigMap", "kind: Secret"),
)


def main():
    text = tool.render()
    failures = [f"what is there is refused: {finding}" for finding in tool.check(text)]
    for words, pattern, replacement in CASES:
        wrong = re.sub(pattern, replacement, text)
        if wrong == text:
            failures.append(f"«{pattern}» is not there")
        elif not any(words in finding for finding in tool.check(wrong)):
            failures.append(f"«{replacement}» passes")
    print("\n".join(failures) or f"{len(CASES)} mistakes are found")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
