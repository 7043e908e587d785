"""The runner as a kernel of Jupyter: a cell's output is the record of what the cell did."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel

from press.run.process import Session


class ListingKernel(Kernel):
    implementation = "mlcheats"
    implementation_version = banner = ""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        self.language_info = {"name": "python", "file_extension": ".py"}
        self.folder = TemporaryDirectory(ignore_cleanup_errors=True)
        self.page = Session(Path(self.folder.name, "printed"), draws=True)

    async def do_execute(self, code: str, *args: Any, **kwargs: Any) -> dict[str, object]:
        ran = self.page.run(self.execution_count - 1, code)
        output = {"data": {"application/x-ran+json": ran.dumps()}, "metadata": {}}
        self.send_response(  # type: ignore[no-untyped-call]
            self.iopub_socket, "display_data", output
        )
        reply = {"status": "ok", "payload": [], "user_expressions": {}}
        return reply | {"execution_count": self.execution_count}


if __name__ == "__main__":
    IPKernelApp.launch_instance(kernel_class=ListingKernel)
