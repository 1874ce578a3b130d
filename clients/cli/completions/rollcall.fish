# Completion of rollcall in fish: rollcall knows what may come next.
function __rollcall_candidates
    set -l words (commandline --tokenize --cut-at-cursor --current-process)
    set -l begun (commandline --cut-at-cursor --current-token)
    $words[1] completion candidates $words[2..] "$begun" 2>/dev/null
end
function __rollcall_files
    __rollcall_candidates | string match --quiet ':files'
end
complete --command rollcall --no-files \
    --arguments '(__rollcall_candidates | string match --invert ":files")'
complete --command rollcall --condition __rollcall_files --force-files
